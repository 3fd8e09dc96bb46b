// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProberTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Detects stalls of the loop's thread: it gets no CPU, the process is stopped, or something blocks it. The
/// thread reports when it reads the clock and how long it intends to wait. Any thread may query the stalls.
final class StandstillWatch {
    /// The minimum length of a stall. Shorter stalls are normal on a busy machine.
    static final long SHORTEST_NS = 20_000_000;

    /// The minimum length of an ongoing stall that other threads report. It is longer, because they know
    /// less about the loop.
    private static final long SHORTEST_UNFINISHED_NS = 100_000_000;

    private static final long WINDOW_NS = ProberTime.WINDOW.toNanos();
    private static final long STALLED_NS = WINDOW_NS / 2;
    private static final long RESUMED_NS = WINDOW_NS / 4;

    /// The stalls within the last window. There are at most a hundred, because each has a minimum length.
    private final Deque<Standstill> recent = new ArrayDeque<>();

    private long lookedNs;
    private long totalNs;
    private boolean stalled;
    private long sinceNs;
    private volatile Seen seen;

    private record Standstill(long fromNs, long untilNs) {}

    /// The loop's state as published to other threads.
    ///
    /// @param backNs the intended end of the loop's wait
    private record Seen(long backNs, long recentNs, long totalNs, boolean stalled, long sinceNs) {}

    StandstillWatch(long nowNs) {
        lookedNs = nowNs;
        seen = new Seen(nowNs, 0, 0, false, 0);
    }

    /// @param waitedNs the intended wait since the last check
    /// @return whether the thread has stalled since the last check
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

    /// Records that the thread begins to wait.
    ///
    /// @param backNs the latest end of the wait
    void waits(long nowNs, long backNs) {
        long recentNs = judge(nowNs);
        seen = new Seen(backNs, recentNs, totalNs, stalled, sinceNs);
    }

    /// The total time during which the loop was stalled. Runs on the loop's thread.
    long totalNs() {
        return totalNs;
    }

    /// The thread's stalls, including an ongoing one. Any thread may call this.
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

    /// @return how long the thread was stalled within the window
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
