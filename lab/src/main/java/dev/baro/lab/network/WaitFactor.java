// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;

/// Scales the lab's waits. The time that a proof promises is relaxed only by a command-line option; all other
/// waits are scaled by how slow the machine is measured to be.
public final class WaitFactor {
    /// The maximum duration of a wait, even with constant progress.
    static final Duration BOUND = Duration.ofMinutes(10);

    private static final Duration STALL = Duration.ofSeconds(30);
    /// A time longer than any packet takes through the lab's network.
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final double MOST = 10;

    private static volatile int factor = 1;
    private static volatile double slowness = 1;

    private WaitFactor() {}

    /// @param times 1 or more, for the rest of the process
    public static void have(int times) {
        factor = times;
    }

    public static Duration with(Duration promised) {
        return promised.multipliedBy(factor);
    }

    /// Derives from the duration of a piece of work how slow the machine is. The slowest
    /// piece determines the factor.
    ///
    /// @param usual the usual time on two otherwise idle cores
    public static synchronized void learn(Duration took, Duration usual) {
        slowness = slowness(slowness, took, usual);
    }

    /// @return 1 for a machine with the usual speed or faster, 3 for a machine that takes three times as long
    static double slowness(double before, Duration took, Duration usual) {
        double now = (double) took.toNanos() / usual.toNanos();
        return Math.min(MOST, Math.max(before, now));
    }

    /// The time without progress after which waiting is pointless.
    static Duration stall() {
        return slow(STALL);
    }

    /// The time without a change of a counter after which nothing is in transit.
    static Duration settle() {
        return slow(SETTLE);
    }

    /// Scales a usual time so that it is sufficient on this machine.
    public static Duration slow(Duration usual) {
        return Duration.ofNanos((long) (usual.toNanos() * slowness));
    }
}
