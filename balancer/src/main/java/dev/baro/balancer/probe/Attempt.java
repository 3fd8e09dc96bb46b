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

/// One probe from its first packet to its result, which comes exactly once. Belongs to the thread of the loop.
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

    /// The channel that was registered with this attempt can go on.
    void ready(SelectionKey key) {
        throw new IllegalStateException("no channel of " + task.target());
    }

    /// What has come so far and decides; empty while nothing but silence would.
    abstract Optional<Observation> evidence();

    /// What it means that nothing more has come in time.
    abstract Observation silence();

    /// How much of its time this process took for its own work on it.
    long ownNs(long nowNs) {
        return 0;
    }

    /// Whether such work is under way, so that a silence is not the server's.
    boolean atWork() {
        return false;
    }

    /// What a handshake has shown.
    CertificateTimes certificate() {
        return CertificateTimes.NONE;
    }

    /// Gives back what the attempt holds; called once.
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

    /// Who alone may answer.
    final IpAddress expected() {
        return task.marked() ? task.vip() : task.server();
    }

    /// The timeout is over.
    final void expire() {
        end(evidence().orElseGet(this::silence));
    }

    /// The timeout is over, and too little of it was spent listening: what has come counts, silence does not.
    final void expireUnheard(String why) {
        end(evidence().orElseGet(() -> new Observation(Reply.VOID, why)));
    }

    final void end(Observation saw) {
        end(saw.reply(), saw.detail());
    }

    final void end(Reply reply, String detail) {
        end(new Observation(reply, detail), System.nanoTime());
    }

    /// @param endedNs when that was known
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
