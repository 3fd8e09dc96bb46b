// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void medianAndQuartilesStandInTheOrderOfSize() {
        Spread spread = Spread.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0));

        assertThat(spread).isEqualTo(new Spread(3, 1, 2, 4, 5));
    }

    @Test
    void oneValueIsAllOfItsSpread() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 7, 7));
    }

    @Test
    void ratiosAreFormedRoundByRoundAndBeyondTheFloor() {
        List<Double> floor = List.of(40.0, 80.0);
        List<Double> reference = List.of(140.0, 280.0);
        List<Double> baro = List.of(65.0, 130.0);

        Spread ratio = Spread.ratio(baro, reference, floor);

        assertThat(ratio).isEqualTo(new Spread(0.25, 0.25, 0.25, 0.25, 0.25));
    }
}
