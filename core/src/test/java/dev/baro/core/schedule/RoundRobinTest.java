// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    private static final List<Share> THREE = List.of(new Share("a", 1), new Share("b", 2), new Share("c", 3));

    @Test
    void theHashComesFirstAsWithMaglev() {
        assertThat(new RoundRobin().fill(THREE)).isEqualTo(new Maglev().fill(THREE));
        assertThat(new RoundRobin().slots(THREE)).isEqualTo(new Maglev().slots(THREE));
    }

    @Test
    void withoutServersThereIsNoRing() {
        assertThat(new RoundRobin().fill(List.of()).isEmpty()).isTrue();
    }

    @Test
    void turnsAreRatios() {
        assertThat(new Turns(List.of(100, 0, 50), 1)).isEqualTo(new Turns(List.of(2, 0, 1), 1));
        assertThat(Turns.of(new Ring(2, 1, 2, 0, 1, 2), 4).weights()).containsExactly(1, 2, 3, 0);
    }

    @Test
    void refusesWhatTheKernelCannotCount() {
        assertThatThrownBy(() -> new Turns(List.of(1), 0)).hasMessage("spread must be 1..1000 but is 0");
        assertThatThrownBy(() -> new Turns(List.of(1), 1001)).hasMessage("spread must be 1..1000 but is 1001");
        assertThatThrownBy(() -> new Turns(Collections.nCopies(16_382, 1), 1))
                .hasMessage("16382 servers do not fit in a ring of 16381 slots");
    }
}
