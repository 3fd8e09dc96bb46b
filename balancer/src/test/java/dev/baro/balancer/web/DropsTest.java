// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.Status.VipStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Drops drops = new Drops();

    @Test
    void isUnknownBeforeTheSecondReading() {
        drops.take(counted(40), 100 * SECOND);

        assertThat(drops.of("store")).isEmpty();
    }

    @Test
    void isTheDifferenceOverTheTime() {
        drops.take(counted(40), 100 * SECOND);
        drops.take(counted(60), 102 * SECOND);

        assertThat(drops.of("store")).contains(Map.of("no-server", 10.0));
        assertThat(drops.of("other")).isEmpty();

        drops.take(counted(60), 104 * SECOND);
        assertThat(drops.of("store")).as("measured, and none").contains(Map.of());
    }

    @Test
    void takesNoReadingTooSoon() {
        drops.take(counted(40), 100 * SECOND);
        drops.take(counted(41), 100 * SECOND + 10_000_000);

        assertThat(drops.of("store")).isEmpty();
    }

    @Test
    void isUnknownAfterAPause() {
        drops.take(counted(40), 100 * SECOND);
        drops.take(counted(90), 200 * SECOND);

        assertThat(drops.of("store")).isEmpty();
    }

    @Test
    void isNothingForCountersThatBeganAgain() {
        drops.take(counted(40), 100 * SECOND);
        drops.take(counted(2), 102 * SECOND);

        assertThat(drops.of("store")).contains(Map.of());
    }

    private static List<VipStatus> counted(long packets) {
        return List.of(new VipStatus(
                "store",
                "203.0.113.100",
                10,
                "10",
                "maglev",
                List.of(),
                1,
                1,
                0,
                Map.of("no-server", packets),
                List.of()));
    }
}
