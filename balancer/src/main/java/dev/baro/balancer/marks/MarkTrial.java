// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.marks.MarkedEcho.Outcome;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Determines why an answer from one real server is missing or wrong, by sending several marked requests
/// followed immediately by an unmarked one. Silence counts against the mark only if the unmarked request, which
/// was sent last, is answered. That answer proves that the server and the path in both directions work, and
/// that this process has read all earlier answers.
final class MarkTrial {
    enum Finding {
        OPEN,
        WORKS,
        LOST,
        CHANGED,
        DROPPED,
        /// No request was answered, marked or unmarked, so the mark is not the cause.
        UNREACHABLE;

        boolean isFault() {
            return this == LOST || this == CHANGED || this == DROPPED;
        }
    }

    private static final int MARKED = 3;

    /// If this many marked requests get no answer, that is not by chance.
    private static final int SILENT = 2;

    /// Routers may queue marked packets separately from unmarked packets, so the answers to marked
    /// requests may arrive later.
    private static final long GRACE_NS = Duration.ofMillis(20).toNanos();

    private static final long LONGEST_NS = Duration.ofSeconds(1).toNanos();

    private final long begunNs;
    private final long roundTripNs;
    private final List<MarkedEcho> marked = new ArrayList<>();
    private final MarkedEcho unmarked;
    private Finding finding = Finding.OPEN;

    /// @param roundTripNs the server's round-trip time so far
    MarkTrial(EchoSender sender, ProbeTask task, long roundTripNs, long nowNs) {
        this.begunNs = nowNs;
        this.roundTripNs = roundTripNs;
        for (int i = 0; i < MARKED; i++) {
            marked.add(sender.send(task, nowNs));
        }
        unmarked = sender.send(task.withMark(false), nowNs);
    }

    /// The current result, which is final once the trial has been decided.
    Finding look(long nowNs) {
        if (finding == Finding.OPEN) {
            finding = judge(nowNs);
        }
        return finding;
    }

    void release() {
        marked.forEach(MarkedEcho::release);
        unmarked.release();
    }

    private Finding judge(long nowNs) {
        List<Outcome> outcomes = marked.stream().map(MarkedEcho::look).toList();
        if (outcomes.contains(Outcome.FROM_REAL_ADDRESS)) {
            return Finding.LOST;
        }
        if (outcomes.contains(Outcome.FROM_OTHER_VIP)) {
            return Finding.CHANGED;
        }
        if (outcomes.stream().allMatch(Outcome.ANSWERED::equals)) {
            return Finding.WORKS;
        }
        if (unmarked.look() == Outcome.ANSWERED) {
            return nowNs - unmarked.answeredNs() < Math.max(GRACE_NS, roundTripNs / 2)
                    ? Finding.OPEN
                    : ofSilence(outcomes);
        }
        if (nowNs - begunNs < Math.min(LONGEST_NS, 3 * roundTripNs + 5 * GRACE_NS)) {
            return Finding.OPEN;
        }
        return outcomes.contains(Outcome.ANSWERED) ? Finding.WORKS : Finding.UNREACHABLE;
    }

    private static Finding ofSilence(List<Outcome> outcomes) {
        long silent = outcomes.stream().filter(Outcome.NOTHING::equals).count();
        return silent >= SILENT ? Finding.DROPPED : Finding.WORKS;
    }
}
