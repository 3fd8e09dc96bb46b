// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.marks.MarkedEcho.Outcome;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// One of the few real servers of a path that are asked all the time.
final class MarkSample {
    /// What came of a request.
    enum News {
        GOOD,
        BAD,
        NONE
    }

    /// Answers that make it one whose silence says something.
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

    /// As it was on average; 0 before the first answer.
    long roundTripNs() {
        return roundTripNs;
    }

    void ask(EchoSender sender, long nowNs) {
        underWay.add(sender.send(task, nowNs));
    }

    /// What became of the oldest request, which is then no longer of interest.
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
