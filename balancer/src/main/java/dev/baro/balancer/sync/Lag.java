// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Tracks the largest lag in the last ten seconds.
final class Lag {
    private static final int SECONDS = 10;

    private final long[] largestNs = new long[SECONDS];
    private long second;

    void add(long lagNs, long nowNs) {
        moveTo(nowNs);
        int at = (int) (second % SECONDS);
        largestNs[at] = Math.max(largestNs[at], lagNs);
    }

    long largestNs(long nowNs) {
        moveTo(nowNs);
        return Arrays.stream(largestNs).max().orElse(0);
    }

    private void moveTo(long nowNs) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nowNs);
        for (long passed = Math.max(second, now - SECONDS) + 1; passed <= now; passed++) {
            largestNs[(int) (passed % SECONDS)] = 0;
        }
        second = now;
    }
}
