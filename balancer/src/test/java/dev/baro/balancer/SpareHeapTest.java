// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private static final long MB = 1 << 20;

    @Test
    void clearsWhatTheStartTook() {
        assertThat(SpareHeap.isWorthAPause(60 * MB, 0)).isTrue();
    }

    @Test
    void leavesASmallHeapAlone() {
        assertThat(SpareHeap.isWorthAPause(16 * MB, 0)).isFalse();
        assertThat(SpareHeap.isWorthAPause(46 * MB, 30 * MB)).isFalse();
        assertThat(SpareHeap.isWorthAPause(47 * MB, 30 * MB)).isTrue();
    }

    /// Its pauses are long, so they are few.
    @Test
    void waitsForHalfAsMuchAgainOfALargeOne() {
        assertThat(SpareHeap.isWorthAPause(300 * MB, 200 * MB)).isFalse();
        assertThat(SpareHeap.isWorthAPause(301 * MB, 200 * MB)).isTrue();
    }
}
