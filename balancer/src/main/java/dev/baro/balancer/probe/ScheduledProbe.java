// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.health.TargetHealth;
import java.time.Duration;
import java.util.Optional;

/// One target and its schedule. Belongs to the loop's thread.
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

    /// The rhythm continues, unless the new one needs the next probe earlier.
    ///
    /// @return whether it must be scheduled
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

    /// Whether it is no longer probed.
    boolean over() {
        return over;
    }

    void finish() {
        over = true;
    }

    /// Whether the next result may be void because of a stall, but not twice in a row.
    boolean mayBeVoid() {
        return proved;
    }

    /// A probe has ended, possibly after the next one was due.
    void landed(Reply reply, ProbeInterval rhythm, long nowNs) {
        proved = reply != Reply.VOID;
        if (proved) {
            passes = reply.passed() ? Math.min(passes + 1, TargetHealth.LONGEST_STREAK) : 0;
        }
        if (!proved) {
            // It is repeated soon, but not together with others.
            Duration interval = task.timing().interval();
            dueNs = rhythm.secondNs(nowNs, interval.compareTo(SOON) < 0 ? interval : SOON);
            return;
        }
        if (!reply.passed()) {
            // The schedule from its sending time is too late for a server in doubt.
            long soonNs = rhythm.nextNs(sentNs, task.timing().fastInterval());
            dueNs = soonNs - dueNs < 0 ? soonNs : dueNs;
        }
        dueNs = dueNs - nowNs < 0 ? nowNs : dueNs;
    }

    /// A stall delayed it and others, which must not all be probed in one burst.
    ///
    /// @param together the possible number of such probes
    /// @return whether it was postponed, but not twice in a row, so that it is eventually sent
    boolean putOff(ProbeInterval rhythm, long nowNs, int together) {
        if (putOff) {
            return false;
        }
        dueNs = rhythm.firstNs(nowNs, task.timing().interval(), together);
        putOff = true;
        return true;
    }

    /// Its timer until it is due.
    void waits(TimerQueue.Entry until) {
        timer = Optional.of(until);
    }

    /// Its timer has expired.
    void begins() {
        timer = Optional.empty();
    }

    /// Makes it due now.
    ///
    /// @return whether it must be scheduled, which does not apply to a pending probe
    boolean hurry(long nowNs) {
        boolean waiting = timer.isPresent();
        if (waiting) {
            timer.get().cancel();
            dueNs = nowNs;
        }
        return waiting;
    }

    /// Sets the due time of the probe after the current one, not before that must have ended.
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
