// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import java.time.Duration;

/// How long watch waits before it looks again: ever longer while somebody undoes what it does, so that two
/// programs that want different things do not fight at full speed.
///
/// @param every   while all is well
/// @param inARow  looks that found something to fix, or failed, without one in between that found all well
record Backoff(Duration every, int inARow) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /// 2^16 times a second is a day: no shift beyond it can matter below the longest wait.
    private static final int MAX_DOUBLINGS = 16;

    static Backoff of(Duration every) {
        return new Backoff(every, 0);
    }

    /// @param well whether the look found nothing to do
    Backoff after(boolean well) {
        return well ? of(every) : new Backoff(every, inARow + 1);
    }

    /// @return never shorter than `every`, and never longer than five minutes unless that is longer
    Duration pause() {
        Duration longest = every.compareTo(LONGEST) > 0 ? every : LONGEST;
        Duration pause = every.multipliedBy(1L << Math.clamp(inARow - 1L, 0, MAX_DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
