// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    @Test
    void equalWeightsGiveOneSlotEach() {
        Ring ring = new RoundRobin().fill(List.of(server("a", 7), server("b", 7), server("c", 7)));

        assertThat(ring).isEqualTo(new Ring(0, 1, 2));
    }

    @Test
    void weightsAreInterleavedSmoothly() {
        Ring ring = new RoundRobin().fill(List.of(server("a", 5), server("b", 1), server("c", 1)));

        assertThat(ring).isEqualTo(new Ring(0, 0, 1, 0, 2, 0, 0));
    }

    @Test
    void noServersGiveAnEmptyRing() {
        assertThat(new RoundRobin().fill(List.of()).isEmpty()).isTrue();
    }

    private static RealServer server(String name, int weight) {
        return new RealServer(
                name, IpAddress.parse("192.0.2.1"), "", ForwardingMethod.DSCP, weight, ServerState.ENABLED);
    }
}
