// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import dev.baro.core.health.ProberTime.Lag;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/// Records the lateness of timers: since the last reset, in a histogram with steps of an eighth, and
/// since the start, in the metric's buckets. Only one thread may write, but any thread may read the
/// counts since the start.
public final class TimerLag {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    private static final long[] BOUNDS_NS =
            Lag.BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final long[] counts = new long[64 * STEPS];
    private final AtomicLongArray sinceStart = new AtomicLongArray(BOUNDS_NS.length + 1);
    private final AtomicLong sumNs = new AtomicLong();

    public void add(long ns) {
        long lateNs = Math.max(0, ns);
        counts[step(lateNs)]++;
        int found = Arrays.binarySearch(BOUNDS_NS, lateNs);
        sinceStart.getAndIncrement(found < 0 ? -found - 1 : found);
        sumNs.getAndAdd(lateNs);
    }

    public Lag sinceStart() {
        return new Lag(
                LongStream.range(0, sinceStart.length())
                        .map(bound -> sinceStart.get((int) bound))
                        .boxed()
                        .toList(),
                Duration.ofNanos(sumNs.get()));
    }

    public void clear() {
        Arrays.fill(counts, 0);
    }

    /// @param share the share of timers, 0..1
    /// @return the quantile for this share in nanoseconds, at most an eighth too high
    public long quantileNs(double share) {
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
