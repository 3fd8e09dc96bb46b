// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How the slots of a ring are dealt out to new flows.
@NeedsRoot
@Tag("program")
class SlotChoiceTest {
    @AutoClose
    private final PacketPath path = PacketPath.open();

    @Test
    void roundRobinIsExactlyEven() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));

        for (int flow = 0; flow < 6000; flow++) {
            path.run(syn(flow));
        }

        assertThat(path.servers(0))
                .extracting(ForwarderCounters.ServerCounters::sessionsCreated)
                .containsOnly(1000L);
    }

    @Test
    void weightedRoundRobinIsExactPerCycle() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 3, new Ring(2, 1, 2, 0, 1, 2)));

        for (int flow = 0; flow < 600; flow++) {
            path.run(syn(flow));
        }

        assertThat(path.servers(0))
                .extracting(ForwarderCounters.ServerCounters::sessionsCreated)
                .containsExactly(100L, 200L, 300L);
    }

    @ParameterizedTest
    @EnumSource(SlotChoice.class)
    void anEmptyRingGivesNobodyWhateverItHeldBefore(SlotChoice choice) {
        ServicePlan two = service(Protocol.TCP, 80, choice, 2);
        path.apply(two);
        path.apply(service(Protocol.TCP, 80, choice, 2, new Ring(1, 0)));

        path.apply(service(Protocol.TCP, 80, choice, 2, new Ring()));

        assertThat(path.run(syn(1)).result()).isEqualTo(PacketPath.DROP);
    }

    @Test
    void hashSpreadsFlowsAndIsTheSameForMidFlowPackets() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.HASH, 4));
        Map<String, Integer> spread = new HashMap<>();
        for (int flow = 0; flow < 4000; flow++) {
            String midFlow = path.destinationOf(ack(flow));
            assertThat(path.destinationOf(syn(flow))).isEqualTo(midFlow);
            spread.merge(midFlow, 1, Integer::sum);
        }

        assertThat(spread).hasSize(4);
        assertThat(spread.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void twoChoicesPrefersTheServerWithFewerSessions() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 2, new Ring(0)));
        for (int flow = 0; flow < 100; flow++) {
            path.run(syn(flow));
        }
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 2, new Ring(0, 1)));
        for (int flow = 1000; flow < 1080; flow++) {
            path.run(syn(flow));
        }

        // A pair of slots is (0, 0) for a quarter of the flows, and then there is no choice.
        assertThat(path.servers(0).get(1).sessionsCreated()).isBetween(45L, 75L);
    }
}
