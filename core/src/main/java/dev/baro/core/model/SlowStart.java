// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The ramp of a new or returning real server to its full share of new sessions. The ramp has [#STEPS] equal
/// steps, the first of them immediate, so a ring is refilled only ten times per ramp.
///
/// @param time            the duration of the ramp; zero for none
/// @param maxSharePercent the limit for every server during a ramp, as a percentage of its fair share of new
///                        sessions, 100..200; with two choices, no server ever exceeds 200
public record SlowStart(Duration time, int maxSharePercent) {
    public static final int STEPS = 10;
    public static final SlowStart NONE = new SlowStart(Duration.ZERO, 200);

    public SlowStart {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a slow start's time must not be negative but is " + time);
        }
        if (maxSharePercent < 100 || maxSharePercent > 200) {
            throw new IllegalArgumentException("the largest share must be 100..200 % but is " + maxSharePercent);
        }
    }

    public boolean isNone() {
        return time.isZero();
    }

    /// @param elapsedNs the time since the server began to take new sessions
    /// @return 1..[#STEPS], the effective tenths of the server's weight
    public int step(long elapsedNs) {
        if (isNone() || elapsedNs >= time.toNanos()) {
            return STEPS;
        }
        return (int) (1 + Math.max(0, elapsedNs) / stepNs());
    }

    /// @return the time from the start of a ramp to the end of the step
    public long endOfStepNs(int step) {
        return step * stepNs();
    }

    private long stepNs() {
        return Math.max(1, time.toNanos() / STEPS);
    }
}
