// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void countsAreExactBelowAMillion() {
        assertThat(Amount.count(0)).isEqualTo("0");
        assertThat(Amount.count(999_999)).isEqualTo("999999");
        assertThat(Amount.count(1_240_000)).isEqualTo("1.24M");
        assertThat(Amount.count(56_700_000_000L)).isEqualTo("56.7G");
        assertThat(Amount.count(Long.MAX_VALUE)).isEqualTo("9.22E");
    }

    @Test
    void roundingMovesToTheNextUnit() {
        assertThat(Amount.count(999_999_999)).isEqualTo("1.00G");
        assertThat(Amount.count(9_999_000)).isEqualTo("10.0M");
    }

    @Test
    void bytesAreInThousands() {
        assertThat(Amount.bytes(480)).isEqualTo("480 B");
        assertThat(Amount.bytes(12_345)).isEqualTo("12.3 kB");
        assertThat(Amount.bytes(1_240_000)).isEqualTo("1.24 MB");
    }

    @Test
    void theShareOfNothingIsADash() {
        assertThat(Amount.share(0, 0)).isEqualTo("-");
        assertThat(Amount.share(1, 3)).isEqualTo("33.3 %");
    }

    @Test
    void durationsHaveTheirTwoLargestUnits() {
        assertThat(Amount.duration(Duration.ofSeconds(7))).isEqualTo("7s");
        assertThat(Amount.duration(Duration.ofSeconds(251))).isEqualTo("4m 11s");
        assertThat(Amount.duration(Duration.ofMinutes(125))).isEqualTo("2h 5m");
        assertThat(Amount.duration(Duration.ofHours(74))).isEqualTo("3d 2h");
    }
}
