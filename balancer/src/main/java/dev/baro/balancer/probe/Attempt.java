// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.IpAddress;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.function.Consumer;

/// One probe from its first packet to its result, which is reported exactly once. Only the loop's
/// thread may use it.
abstract class Attempt {
    private final ProbeTask task;
    private final Consumer<ProbeResult> then;
    private final long sentNs = System.nanoTime();
    private boolean ended;

    Attempt(ProbeTask task, Consumer<ProbeResult> then) {
        this.task = task;
        this.then = then;
    }

    /// Sends the first packet; may end the attempt immediately.
    abstract void start();

    /// Called when the channel registered with this attempt is ready.
    void ready(SelectionKey key) {
        throw new IllegalStateException("no channel of " + task.target());
    }

    /// The conclusive evidence received so far; empty if there is none.
    abstract Optional<Observation> evidence();

    /// The result if no answer arrives before the timeout.
    abstract Observation silence();

    /// How much of the attempt's time this process has spent working on it.
    long ownNs(long nowNs) {
        return 0;
    }

    /// Whether this process is working on the attempt, in which case silence is not the server's fault.
    boolean atWork() {
        return false;
    }

    /// The expiry times of the certificates that the server sent in a handshake.
    CertificateTimes certificate() {
        return CertificateTimes.NONE;
    }

    /// Releases the attempt's resources. Called exactly once.
    abstract void release();

    final ProbeTask task() {
        return task;
    }

    final long sentNs() {
        return sentNs;
    }

    final boolean ended() {
        return ended;
    }

    /// The address from which the answer must come.
    final IpAddress expected() {
        return task.marked() ? task.vip() : task.server();
    }

    /// Ends the attempt because its timeout has expired.
    final void expire() {
        end(evidence().orElseGet(this::silence));
    }

    /// Ends the attempt if its timeout expired after too little time was spent listening. Received data counts,
    /// but silence does not.
    final void expireUnheard(String why) {
        end(evidence().orElseGet(() -> new Observation(Reply.VOID, why)));
    }

    final void end(Observation saw) {
        end(saw.reply(), saw.detail());
    }

    final void end(Reply reply, String detail) {
        end(new Observation(reply, detail), System.nanoTime());
    }

    /// @param endedNs the time of the result
    final void end(Observation saw, long endedNs) {
        if (!ended) {
            ended = true;
            release();
            then.accept(new ProbeResult(task.target(), saw.reply(), saw.detail(), sentNs, endedNs, certificate()));
        }
    }

    /// Ends the attempt without a result.
    final void abandon() {
        if (!ended) {
            ended = true;
            release();
        }
    }
}
