// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlapsTest {
    private static final Duration BASE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 0", "3, 30", "4, 60", "5, 120", "6, 240", "7, 480", "8, 480", "50, 480"})
    void holdsDownLongerEachTime(int falls, long seconds) {
        Flaps flaps = Flaps.NONE;
        for (int i = 0; i < falls; i++) {
            flaps = flaps.afterFall(i);
        }

        assertThat(flaps.holdDownNs(BASE, falls))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void forgetsAfterTenMinutes() {
        Flaps flaps = Flaps.NONE.afterFall(0).afterFall(1).afterFall(2);

        assertThat(flaps.holdDownNs(BASE, Duration.ofMinutes(9).toNanos())).isPositive();
        assertThat(flaps.holdDownNs(BASE, Duration.ofMinutes(10).toNanos())).isZero();
    }

    @Test
    void zeroNeverHoldsDown() {
        assertThat(Flaps.NONE.afterFall(0).afterFall(1).afterFall(2).holdDownNs(Duration.ZERO, 3))
                .isZero();
    }
}
