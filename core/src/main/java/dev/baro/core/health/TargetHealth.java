// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ProbeTiming;

/// The dampened state of one target: it changes only after `rise` results that passed, or `fall` that
/// failed, in a row. Where nothing is known yet, one that passed is enough.
///
/// @param streak  results of one kind in a row, of those that passed above zero, of those that failed
///                below; at most [#LONGEST_STREAK] either way
/// @param sinceNs monotonic time since when the condition holds
public record TargetHealth(Condition condition, int streak, long sinceNs) {
    /// As many as `rise` and `fall` may ask for.
    public static final int LONGEST_STREAK = 100;

    public static TargetHealth unknown(long nowNs) {
        return new TargetHealth(Condition.UNKNOWN, 0, nowNs);
    }

    /// @param nowNs monotonic time when the reply was known
    /// @return the state after one more probe; `this` when it proves nothing
    public TargetHealth after(Reply reply, ProbeTiming timing, long nowNs) {
        if (reply == Reply.VOID) {
            return this;
        }
        int longer = reply.passed() ? Math.max(streak, 0) + 1 : Math.min(streak, 0) - 1;
        int bounded = Math.clamp(longer, -LONGEST_STREAK, LONGEST_STREAK);
        int rise = condition == Condition.UNKNOWN ? 1 : timing.rise();
        Condition next = bounded >= rise ? Condition.UP : -bounded >= timing.fall() ? Condition.DOWN : condition;
        return new TargetHealth(next, bounded, next == condition ? sinceNs : nowNs);
    }

    /// What it was is no longer believed: it must pass again.
    public TargetHealth forgotten(long nowNs) {
        return condition == Condition.UP ? unknown(nowNs) : this;
    }

    /// Failures in a row, 0 after one that passed.
    public int failures() {
        return Math.max(0, -streak);
    }
}
