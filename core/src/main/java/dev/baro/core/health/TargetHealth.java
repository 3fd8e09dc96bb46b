// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ProbeTiming;

/// The state of one target, dampened against flapping. It changes only after `rise` consecutive passes or
/// `fall` consecutive failures. If nothing is known yet, one pass is enough.
///
/// @param streak  the length of the current run, positive for passes and negative for failures; at
///                most [#LONGEST_STREAK] either way
/// @param sinceNs the monotonic time when the condition began
public record TargetHealth(Condition condition, int streak, long sinceNs) {
    /// The upper limit of `rise` and `fall`.
    public static final int LONGEST_STREAK = 100;

    public static TargetHealth unknown(long nowNs) {
        return new TargetHealth(Condition.UNKNOWN, 0, nowNs);
    }

    /// @param nowNs the monotonic time when the reply was known
    /// @return the state after one more probe; `this` if the probe proves nothing
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

    /// Discards the previous condition, so that the target must pass again.
    public TargetHealth forgotten(long nowNs) {
        return condition == Condition.UP ? unknown(nowNs) : this;
    }

    /// The number of consecutive failures; 0 after a pass.
    public int failures() {
        return Math.max(0, -streak);
    }
}
