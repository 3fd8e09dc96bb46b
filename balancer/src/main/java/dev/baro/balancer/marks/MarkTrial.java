// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.marks.MarkedEcho.Outcome;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Determines for one real server the cause of a missing or wrong answer, with several marked requests at once
/// and an unmarked one after them. Silence counts against the mark only if the unmarked request, which was
/// sent last, is answered. That proves the server, the path in both directions, and that this process has read
/// all answers until then.
final class MarkTrial {
    enum Finding {
        OPEN,
        WORKS,
        LOST,
        CHANGED,
        DROPPED,
        /// No request is answered, marked or not, so marks are not the cause.
        UNREACHABLE;

        boolean isFault() {
            return this == LOST || this == CHANGED || this == DROPPED;
        }
    }

    private static final int MARKED = 3;

    /// Silence to this many is no accident.
    private static final int SILENT = 2;

    /// Marked packets may be in a different router queue than unmarked ones.
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

    /// The current result; once decided, it stays.
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
