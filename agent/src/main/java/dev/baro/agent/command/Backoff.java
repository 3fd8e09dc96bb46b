// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import java.time.Duration;

/// How long `watch` waits before its next check. The wait grows while another program reverts the changes, so
/// that two programs with different goals do not fight at full speed.
///
/// @param every  the wait while there is no problem
/// @param inARow the number of consecutive checks so far that found a problem or failed
record Backoff(Duration every, int inARow) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /// 2^16 seconds are almost a day, far beyond the longest wait, so a larger shift makes no difference.
    private static final int MAX_DOUBLINGS = 16;

    static Backoff of(Duration every) {
        return new Backoff(every, 0);
    }

    /// @param well whether the check found no problem
    Backoff after(boolean well) {
        return well ? of(every) : new Backoff(every, inARow + 1);
    }

    /// @return the wait, at least `every`, and at most five minutes unless `every` is longer
    Duration pause() {
        Duration longest = every.compareTo(LONGEST) > 0 ? every : LONGEST;
        Duration pause = every.multipliedBy(1L << Math.clamp(inARow - 1L, 0, MAX_DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
