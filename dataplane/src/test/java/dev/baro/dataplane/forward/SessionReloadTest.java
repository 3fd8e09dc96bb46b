// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a new plan and a restart leave of the sessions there are.
@NeedsRoot
@Tag("program")
class SessionReloadTest {
    @AutoClose
    private PacketPath path = PacketPath.open();

    @Test
    void sessionsOfAServerThatIsGivenUpGoElsewhereAndItsNumberStays() {
        ServicePlan both = service(Protocol.TCP, 80, SlotChoice.NEXT, 2);
        path.apply(both);
        int flow = path.openAt("198.51.100.2", 1);

        path.apply(givenUp(both, 1));
        assertThat(path.destinationOf(ack(flow))).isEqualTo("198.51.100.1");

        path.apply(both);
        assertThat(path.destinationOf(ack(flow))).isEqualTo("198.51.100.2");
        assertThat(path.servers(0).get(1).sessionsCreated()).isEqualTo(1);
    }

    @Test
    void aReloadThatKeepsAServerMovesNoneOfItsFlows() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        Map<Integer, String> before = new HashMap<>();
        for (int flow = 0; flow < 600; flow++) {
            before.put(flow, path.destinationOf(syn(flow)));
        }

        path.apply(service(Protocol.TCP, 443, SlotChoice.NEXT, 3), service(Protocol.TCP, 80, SlotChoice.NEXT, 5));

        before.forEach((flow, server) -> {
            if (!server.equals("198.51.100.6")) {
                assertThat(path.destinationOf(ack(flow))).isEqualTo(server);
            }
        });
    }

    @Test
    void flowsOfARemovedServerGoElsewhere() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2));
        int flow = path.openAt("198.51.100.2", 1);

        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 1));

        assertThat(path.destinationOf(ack(flow))).isEqualTo("198.51.100.1");
    }

    @Test
    void sessionsCountersAndNumbersSurviveARestart() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        Map<Integer, String> before = new HashMap<>();
        for (int flow = 0; flow < 100; flow++) {
            before.put(flow, path.destinationOf(syn(flow)));
        }
        path.leave();

        path = PacketPath.open();
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));

        assertThat(path.created()).isEqualTo(100);
        before.forEach(
                (flow, server) -> assertThat(path.destinationOf(ack(flow))).isEqualTo(server));
        String next = path.destinationOf(syn(100));
        assertThat(Collections.frequency(before.values(), next))
                .as("round robin goes on")
                .isEqualTo(16);
    }

    private static ServicePlan givenUp(ServicePlan plan, int position) {
        List<PlannedServer> servers = new ArrayList<>(plan.servers());
        PlannedServer server = servers.get(position);
        servers.set(position, new PlannedServer(server.name(), server.address(), server.method(), 0, false));
        return new ServicePlan(
                plan.service(),
                plan.dscp(),
                plan.choice(),
                servers,
                new Ring(new int[plan.ring().size()]));
    }
}
