// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// How a new or returning real server comes into its full share of new sessions: in [#STEPS] equal steps,
/// the first of them at once, so that a ring is refilled ten times in a ramp and not at every moment.
///
/// @param time how long it takes; zero: there is no ramp
/// @param maxSharePercent the most that any server gets of its fair share of new sessions while one of
///     them ramps, 100..200; two choices give no server more than 200 on any day
public record SlowStart(Duration time, int maxSharePercent) {
    public static final int STEPS = 10;
    public static final SlowStart NONE = new SlowStart(Duration.ZERO, 200);

    public SlowStart {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a slow start takes no negative time: " + time);
        }
        if (maxSharePercent < 100 || maxSharePercent > 200) {
            throw new IllegalArgumentException("the largest share must be 100..200 % but is " + maxSharePercent);
        }
    }

    public boolean isNone() {
        return time.isZero();
    }

    /// @param elapsedNs since the server began to take new sessions
    /// @return 1..[#STEPS], how many tenths of its weight count
    public int step(long elapsedNs) {
        if (isNone() || elapsedNs >= time.toNanos()) {
            return STEPS;
        }
        return (int) (1 + Math.max(0, elapsedNs) / stepNs());
    }

    /// @return how long after its beginning a ramp leaves the step
    public long endOfStepNs(int step) {
        return step * stepNs();
    }

    private long stepNs() {
        return Math.max(1, time.toNanos() / STEPS);
    }
}
