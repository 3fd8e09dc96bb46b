// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProberTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Notices when the thread of the loop stands still: it gets no processor, the process is stopped, or something blocks
/// it. The thread tells when it looks at the clock and until when it means to wait; any thread may ask.
final class StandstillWatch {
    /// A shorter one is the ordinary pace of a busy machine.
    static final long SHORTEST_NS = 20_000_000;

    /// A standstill that is not over is told by another thread, which knows less of what the loop is at.
    private static final long SHORTEST_UNFINISHED_NS = 100_000_000;

    private static final long WINDOW_NS = ProberTime.WINDOW.toNanos();
    private static final long STALLED_NS = WINDOW_NS / 2;
    private static final long RESUMED_NS = WINDOW_NS / 4;

    /// Those of the last window: a hundred at most, for each has its shortest length.
    private final Deque<Standstill> recent = new ArrayDeque<>();

    private long lookedNs;
    private long totalNs;
    private boolean stalled;
    private long sinceNs;
    private volatile Seen seen;

    private record Standstill(long fromNs, long untilNs) {}

    /// What other threads see.
    ///
    /// @param backNs when the loop means to look again
    private record Seen(long backNs, long recentNs, long totalNs, boolean stalled, long sinceNs) {}

    StandstillWatch(long nowNs) {
        lookedNs = nowNs;
        seen = new Seen(nowNs, 0, 0, false, 0);
    }

    /// @param waitedNs how much of the time since the last look the thread meant to wait
    /// @return whether it stood still since then
    boolean look(long nowNs, long waitedNs) {
        long stoodNs = nowNs - lookedNs - waitedNs;
        lookedNs = nowNs;
        if (stoodNs < SHORTEST_NS) {
            return false;
        }
        totalNs += stoodNs;
        recent.add(new Standstill(nowNs - stoodNs, nowNs));
        judge(nowNs);
        return true;
    }

    /// The thread waits now.
    ///
    /// @param backNs until when at most
    void waits(long nowNs, long backNs) {
        long recentNs = judge(nowNs);
        seen = new Seen(backNs, recentNs, totalNs, stalled, sinceNs);
    }

    /// On the loop's thread: how long it has stood still in all.
    long totalNs() {
        return totalNs;
    }

    /// For any thread. A standstill that is not over counts, too.
    ProberTime time(long nowNs, ProberTime.Lag lag) {
        Seen last = seen;
        long lateNs = nowNs - last.backNs;
        long unfinishedNs = lateNs < SHORTEST_UNFINISHED_NS ? 0 : lateNs;
        long recentNs = Math.min(WINDOW_NS, last.recentNs + unfinishedNs);
        boolean now = last.stalled || recentNs > STALLED_NS;
        return new ProberTime(
                now,
                last.stalled ? last.sinceNs : now ? nowNs - unfinishedNs : 0,
                Duration.ofNanos(recentNs),
                Duration.ofNanos(last.totalNs + unfinishedNs),
                lag);
    }

    /// @return how long the thread stood still within the window
    private long judge(long nowNs) {
        long beginNs = nowNs - WINDOW_NS;
        for (Standstill first = recent.peek(); first != null && first.untilNs - beginNs <= 0; first = recent.peek()) {
            recent.remove();
        }
        long recentNs = 0;
        for (Standstill each : recent) {
            recentNs += Math.min(each.untilNs - each.fromNs, each.untilNs - beginNs);
        }
        if (!stalled && recentNs > STALLED_NS) {
            stalled = true;
            sinceNs = recent.getFirst().fromNs;
        } else if (stalled && recentNs < RESUMED_NS) {
            stalled = false;
            sinceNs = 0;
        }
        return recentNs;
    }
}
