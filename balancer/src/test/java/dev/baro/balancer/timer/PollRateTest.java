// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollRateTest {
    private static final long START_NS = 1_000_000_000L;

    @Test
    void seldomLooksAreNeverKeptWaiting() {
        PollRate rate = new PollRate(START_NS);

        for (int look = 0; look < 1000; look++) {
            assertThat(rate.waitNs(START_NS + look * PollRate.APART_NS)).isZero();
        }
    }

    @Test
    void looksWithoutAPauseHaveTenAtOnceAndThenEachItsTime() {
        PollRate rate = new PollRate(START_NS);
        long nowNs = START_NS;

        for (int look = 0; look < 10; look++) {
            assertThat(rate.waitNs(nowNs)).isZero();
        }
        for (int look = 0; look < 100; look++) {
            long waitNs = rate.waitNs(nowNs);
            assertThat(waitNs).isEqualTo(PollRate.APART_NS);
            nowNs += waitNs;
        }
    }

    /// Of a process that was stopped, no more than ten at once is left.
    @Test
    void whatWasNotUsedDoesNotAddUp() {
        PollRate rate = new PollRate(START_NS);
        long laterNs = START_NS + 3_600_000_000_000L;

        for (int look = 0; look < 10; look++) {
            assertThat(rate.waitNs(laterNs)).isZero();
        }

        assertThat(rate.waitNs(laterNs)).isPositive();
    }
}
