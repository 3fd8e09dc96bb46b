// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.util.Arrays;

/// How late timers were, as a histogram with steps of an eighth. One thread writes.
final class TimerLag {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    private final long[] counts = new long[64 * STEPS];

    void add(long ns) {
        counts[step(Math.max(0, ns))]++;
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    /// @param share 0..1
    /// @return nanoseconds that this share of all timers did not exceed, an eighth too high at most
    long quantileNs(double share) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int step = 0; step < counts.length; step++) {
            seen += counts[step];
            if (seen >= wanted && seen > 0) {
                return upperNs(step);
            }
        }
        return 0;
    }

    private static int step(long ns) {
        if (ns < STEPS) {
            return (int) ns;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(ns);
        int part = (int) (ns >>> exponent - STEP_BITS) & STEPS - 1;
        return (exponent - STEP_BITS + 1) * STEPS + part;
    }

    private static long upperNs(int step) {
        if (step < STEPS) {
            return step;
        }
        int exponent = step / STEPS + STEP_BITS - 1;
        return (1L << exponent) + ((step % STEPS + 1L) << exponent - STEP_BITS) - 1;
    }
}
