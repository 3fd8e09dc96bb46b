// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final List<Long> TIMES = List.of(0L, 10_000_000L, 20_000_000L, 35_000_000L);

    @Test
    void nothingFailedIsNoOutage() {
        assertThat(Outage.of(TIMES, List.of(true, true, true, true))).isEqualTo(new Outage(4, 0, 0));
    }

    @Test
    void reachesFromTheFirstThatFailedToTheFirstAfterTheLast() {
        assertThat(Outage.of(TIMES, List.of(false, true, false, true))).isEqualTo(new Outage(4, 2, 35));
    }

    @Test
    void oneThatDoesNotEndReachesToTheLastConnection() {
        assertThat(Outage.of(TIMES, List.of(true, false, false, false))).isEqualTo(new Outage(4, 3, 25));
    }
}
