// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.marks.MarkedEcho.Outcome;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// One of the few real servers on a path that are probed continuously.
final class MarkSample {
    /// The result of an echo request.
    enum News {
        GOOD,
        BAD,
        NONE
    }

    /// The number of answers that a server must have given before its silence is meaningful.
    private static final int PROVEN = 2;

    private static final long SHORTEST_NS = Duration.ofMillis(40).toNanos();
    private static final long LONGEST_NS = Duration.ofSeconds(1).toNanos();
    private static final long UNPROVEN_NS = Duration.ofMillis(500).toNanos();
    private static final long LEEWAY_NS = Duration.ofMillis(30).toNanos();

    private final ProbeTask task;
    private final Deque<MarkedEcho> underWay = new ArrayDeque<>();
    private int answered;
    private long roundTripNs;

    MarkSample(ProbeTask task) {
        this.task = task;
    }

    ProbeTask task() {
        return task;
    }

    String server() {
        return task.target().server();
    }

    boolean isProven() {
        return answered >= PROVEN;
    }

    /// The average round-trip time; 0 until the first answer arrives.
    long roundTripNs() {
        return roundTripNs;
    }

    void ask(EchoSender sender, long nowNs) {
        underWay.add(sender.send(task, nowNs));
    }

    /// The result of the oldest request. A request with a result is removed.
    News look(long nowNs) {
        MarkedEcho oldest = underWay.peek();
        if (oldest == null) {
            return News.NONE;
        }
        Outcome outcome = oldest.look();
        if (outcome == Outcome.NOTHING && oldest.ageNs(nowNs) < patienceNs()) {
            return News.NONE;
        }
        underWay.remove();
        oldest.release();
        return switch (outcome) {
            case ANSWERED -> good(oldest.roundTripNs());
            case NOT_SENT -> News.NONE;
            case NOTHING, FROM_REAL_ADDRESS, FROM_OTHER_VIP -> News.BAD;
        };
    }

    void release() {
        underWay.forEach(MarkedEcho::release);
        underWay.clear();
    }

    private News good(long tookNs) {
        answered++;
        roundTripNs = answered == 1 ? tookNs : roundTripNs + (tookNs - roundTripNs) / 8;
        return News.GOOD;
    }

    private long patienceNs() {
        return isProven() ? Math.clamp(2 * roundTripNs + LEEWAY_NS, SHORTEST_NS, LONGEST_NS) : UNPROVEN_NS;
    }
}
