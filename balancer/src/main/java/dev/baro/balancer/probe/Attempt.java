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

/// One probe from its first packet to its result, which is reported exactly once. Belongs to the loop's thread.
abstract class Attempt {
    private final ProbeTask task;
    private final Consumer<ProbeResult> then;
    private final long sentNs = System.nanoTime();
    private boolean ended;

    Attempt(ProbeTask task, Consumer<ProbeResult> then) {
        this.task = task;
        this.then = then;
    }

    /// Sends the first packet; may end it at once.
    abstract void start();

    /// The channel that is registered with this attempt is ready.
    void ready(SelectionKey key) {
        throw new IllegalStateException("no channel of " + task.target());
    }

    /// The decisive answer so far; empty if there is none.
    abstract Optional<Observation> evidence();

    /// The meaning of silence until the timeout.
    abstract Observation silence();

    /// The part of its time that this process spent on it.
    long ownNs(long nowNs) {
        return 0;
    }

    /// Whether such work is in progress, so that silence is not the server's fault.
    boolean atWork() {
        return false;
    }

    /// The certificates of a handshake.
    CertificateTimes certificate() {
        return CertificateTimes.NONE;
    }

    /// Releases the attempt's resources; called once.
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

    /// The only permitted sender of an answer.
    final IpAddress expected() {
        return task.marked() ? task.vip() : task.server();
    }

    /// The timeout is over.
    final void expire() {
        end(evidence().orElseGet(this::silence));
    }

    /// The timeout is over, but too little of it was spent listening. Received data counts, silence does not.
    final void expireUnheard(String why) {
        end(evidence().orElseGet(() -> new Observation(Reply.VOID, why)));
    }

    final void end(Observation saw) {
        end(saw.reply(), saw.detail());
    }

    final void end(Reply reply, String detail) {
        end(new Observation(reply, detail), System.nanoTime());
    }

    /// @param endedNs the time of that result
    final void end(Observation saw, long endedNs) {
        if (!ended) {
            ended = true;
            release();
            then.accept(new ProbeResult(task.target(), saw.reply(), saw.detail(), sentNs, endedNs, certificate()));
        }
    }

    /// Ends it without a result.
    final void abandon() {
        if (!ended) {
            ended = true;
            release();
        }
    }
}
