// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.Rates;
import org.junit.jupiter.api.Test;

class RateWindowTest {
    private static final long S = 1_000_000_000L;
    private static final long START_NS = -3 * S; // System.nanoTime() may be anything

    private final RateWindow window = new RateWindow(START_NS, new Totals(1_000_000, 0, 0));
    private long nowNs = START_NS;
    private Totals counted = new Totals(1_000_000, 0, 0);

    @Test
    void whatWasCountedBeforeIsNoRate() {
        assertThat(window.rates()).isEqualTo(Rates.NONE);
    }

    @Test
    void packetsBitsAndSessionsOfASecond() {
        add(2, 2_000, 1_000_000, 30);

        assertThat(window.rates().now()).isEqualTo(new Rate(1_000, 4_000_000, 15));
        assertThat(window.rates().minute()).isEqualTo(new Rate(1_000, 4_000_000, 15));
        assertThat(window.rates().peak()).isEqualTo(new Rate(1_000, 4_000_000, 15));
    }

    @Test
    void aMinuteIsAMeanAndAPeakStays() {
        add(2, 100_000, 0, 0);
        for (int i = 0; i < 60; i++) {
            add(2, 200, 0, 0);
        }

        assertThat(window.rates().now().packets()).isEqualTo(100);
        assertThat(window.rates().minute().packets()).isEqualTo(100);
        assertThat(window.rates().peak().packets()).isEqualTo(50_000);
    }

    @Test
    void theMinuteReachesBackSixtySeconds() {
        for (int i = 0; i < 60; i++) {
            add(2, 0, 0, 0);
        }
        add(2, 6_000, 0, 0);

        assertThat(window.rates().minute().packets()).isCloseTo(100, within(10.0));
    }

    @Test
    void aPeakOfAnHourAgoIsForgotten() {
        add(2, 100_000, 0, 0);
        for (int i = 0; i < 1_650; i++) {
            add(2, 200, 0, 0);
        }
        assertThat(window.rates().peak().packets()).as("after 55 minutes").isEqualTo(50_000);

        for (int i = 0; i < 160; i++) {
            add(2, 200, 0, 0);
        }
        assertThat(window.rates().peak().packets()).as("after an hour").isEqualTo(100);
    }

    @Test
    void aTimeLeftOutMakesNoPeak() {
        add(7_200, 7_200_000, 0, 0);

        assertThat(window.rates().now().packets()).isEqualTo(1_000);
        assertThat(window.rates().peak().packets()).isEqualTo(1_000);
    }

    @Test
    void otherCountersBeginAgain() {
        add(2, 2_000, 0, 0);
        nowNs += 2 * S;
        counted = new Totals(5, 0, 0);
        window.add(nowNs, counted);
        assertThat(window.rates().now()).isEqualTo(Rate.NONE);
        assertThat(window.rates().minute()).isEqualTo(Rate.NONE);

        add(2, 20, 0, 0);

        assertThat(window.rates().now().packets()).isEqualTo(10);
        assertThat(window.rates().minute().packets()).isEqualTo(10);
        assertThat(window.rates().peak().packets()).isEqualTo(1_000);
    }

    private void add(long seconds, long packets, long bytes, long sessions) {
        nowNs += seconds * S;
        counted = counted.plus(new Totals(packets, bytes, sessions));
        window.add(nowNs, counted);
    }
}
