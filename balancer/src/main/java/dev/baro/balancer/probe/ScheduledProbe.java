// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.health.TargetHealth;
import java.time.Duration;
import java.util.Optional;

/// One target and its schedule. Only the loop's thread may use it.
final class ScheduledProbe {
    private static final Duration SOON = Duration.ofSeconds(1);

    private ProbeTask task;
    private long dueNs;
    private boolean begun;
    private boolean putOff;
    private boolean proved = true;
    private boolean over;
    private int passes;
    private long sentNs;
    private Optional<TimerQueue.Entry> timer = Optional.empty();

    ScheduledProbe(ProbeTask task, long dueNs) {
        this.task = task;
        this.dueNs = dueNs;
    }

    ProbeTask task() {
        return task;
    }

    /// Applies a changed task. The schedule continues, unless the new interval requires the next
    /// probe to be earlier.
    ///
    /// @return whether the probe must be scheduled again
    boolean become(ProbeTask changed, ProbeInterval rhythm, long nowNs) {
        task = changed;
        Duration interval = changed.timing().intervalAfter(passes);
        if (timer.isEmpty() || dueNs - nowNs - interval.toNanos() <= 0) {
            return false;
        }
        timer.get().cancel();
        dueNs = rhythm.secondNs(nowNs, interval);
        return true;
    }

    /// The due time of the next probe.
    long dueNs() {
        return dueNs;
    }

    /// Whether the target is no longer probed.
    boolean over() {
        return over;
    }

    void finish() {
        over = true;
    }

    /// Whether the next result may be void because of a stall. Two void results in a row are not permitted.
    boolean mayBeVoid() {
        return proved;
    }

    /// Records that a probe has ended, possibly after the next probe was due.
    void landed(Reply reply, ProbeInterval rhythm, long nowNs) {
        proved = reply != Reply.VOID;
        if (proved) {
            passes = reply.passed() ? Math.min(passes + 1, TargetHealth.LONGEST_STREAK) : 0;
        }
        if (!proved) {
            // A probe with a void result is repeated soon, but not together with others.
            Duration interval = task.timing().interval();
            dueNs = rhythm.secondNs(nowNs, interval.compareTo(SOON) < 0 ? interval : SOON);
            return;
        }
        if (!reply.passed()) {
            // After a failure, the next probe is due sooner than was scheduled when this probe was sent.
            long soonNs = rhythm.nextNs(sentNs, task.timing().fastInterval());
            dueNs = soonNs - dueNs < 0 ? soonNs : dueNs;
        }
        dueNs = dueNs - nowNs < 0 ? nowNs : dueNs;
    }

    /// Postpones a probe that a stall has delayed along with others, so that they are not all
    /// sent in one burst.
    ///
    /// @param together the largest number of probes that may have been delayed
    /// @return whether the probe was postponed; never twice in a row, so that it is eventually sent
    boolean putOff(ProbeInterval rhythm, long nowNs, int together) {
        if (putOff) {
            return false;
        }
        dueNs = rhythm.firstNs(nowNs, task.timing().interval(), together);
        putOff = true;
        return true;
    }

    /// Sets the timer for the time when the probe is due.
    void waits(TimerQueue.Entry until) {
        timer = Optional.of(until);
    }

    /// Records that the timer has expired.
    void begins() {
        timer = Optional.empty();
    }

    /// Makes the probe due now.
    ///
    /// @return whether the probe must be scheduled; false if it is pending
    boolean hurry(long nowNs) {
        boolean waiting = timer.isPresent();
        if (waiting) {
            timer.get().cancel();
            dueNs = nowNs;
        }
        return waiting;
    }

    /// Sets the due time of the next probe, which is never earlier than the time by which the current
    /// probe must have ended.
    void advance(ProbeInterval rhythm, long nowNs) {
        Duration interval = task.timing().intervalAfter(passes);
        sentNs = nowNs;
        long next = begun ? rhythm.nextNs(dueNs, interval) : rhythm.secondNs(nowNs, interval);
        long earliest = nowNs + task.timing().timeout().toNanos();
        dueNs = next - earliest < 0 ? earliest : next;
        begun = true;
        putOff = false;
    }
}
