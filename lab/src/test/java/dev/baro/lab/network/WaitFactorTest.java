// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitFactorTest {
    private static final Duration USUAL = Duration.ofSeconds(1);

    @Test
    void aFastMachineIsNotHurried() {
        assertThat(WaitFactor.slowness(1, Duration.ofMillis(300), USUAL)).isEqualTo(1);
    }

    @Test
    void theSlowestPieceOfWorkCounts() {
        assertThat(WaitFactor.slowness(1, Duration.ofSeconds(3), USUAL)).isEqualTo(3);
        assertThat(WaitFactor.slowness(3, Duration.ofSeconds(2), USUAL)).isEqualTo(3);
    }

    @Test
    void isBounded() {
        assertThat(WaitFactor.slowness(1, Duration.ofMinutes(5), USUAL)).isEqualTo(10);
    }
}
