// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.Protocol;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A fragment that comes before the first one of its datagram takes no flow away from its real server.
@NeedsRoot
@Tag("program")
class OvertakenFragmentTest {
    private static final int SERVERS = 6;
    private static final int CLIENTS = 60;

    @AutoClose
    private final PacketPath path = PacketPath.open();

    @ParameterizedTest
    @EnumSource(names = {"NEXT", "TWO_CHOICES"})
    void sessionDecidesWhereTheFirstFragmentGoes(SlotChoice choice) {
        path.apply(service(Protocol.UDP, 80, choice, SERVERS));

        for (int client = 1; client <= CLIENTS; client++) {
            String server = destinationOf(datagram(client, 5_000));
            List<Packet> pieces = pieces(datagram(client, 5_000), client);
            destinationOf(pieces.get(1));

            assertThat(destinationOf(pieces.get(0))).isEqualTo(server);
            assertThat(destinationOf(pieces.get(2))).isEqualTo(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withAffinityEvenTheFirstThatIsSeenOfAClientGoesToItsServer(SlotChoice choice) {
        path.apply(withAffinity(service(Protocol.UDP, 80, choice, SERVERS)));

        for (int client = 1; client <= CLIENTS; client++) {
            List<Packet> pieces = pieces(datagram(client, 5_000), client);
            String server = destinationOf(pieces.get(2));

            assertThat(destinationOf(pieces.get(0))).isEqualTo(server);
            assertThat(destinationOf(datagram(client, 6_000))).isEqualTo(server);
            assertThat(destinationOf(pieces(datagram(client, 7_000), 1_000).get(1)))
                    .isEqualTo(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newFlowsDoNotFollowToAServerThatTakesNone(SlotChoice choice) {
        path.apply(service(Protocol.UDP, 80, choice, SERVERS));
        List<String> lastServers = new ArrayList<>();
        for (int client = 1; client <= CLIENTS; client++) {
            lastServers.add(
                    destinationOf(pieces(datagram(client, 5_000), client).getFirst()));
        }
        path.apply(drained(service(Protocol.UDP, 80, choice, SERVERS)));

        for (int client = 1; client <= CLIENTS; client++) {
            List<Packet> pieces = pieces(datagram(client, 6_000), 1_000 + client);
            assertThat(destinationOf(pieces.get(1))).isEqualTo(lastServers.get(client - 1));
            assertThat(destinationOf(pieces.get(0))).isNotEqualTo("198.51.100.1");
        }
        assertThat(lastServers).contains("198.51.100.1");
    }

    /// Or all that a client sends would go to one.
    @Test
    void flowsOfAClientWithSeveralAreSpread() {
        path.apply(service(Protocol.UDP, 80, SlotChoice.NEXT, SERVERS));
        Set<String> servers = new HashSet<>();

        for (int flow = 0; flow < CLIENTS; flow++) {
            List<Packet> pieces = pieces(datagram(1, 5_000 + flow), flow);
            servers.add(destinationOf(pieces.get(1)));
            servers.add(destinationOf(pieces.get(0)));
        }

        assertThat(servers).hasSize(SERVERS);
    }

    @Test
    void servicesOfOtherServersPlaceNothing() {
        path.apply(service(Protocol.UDP, 80, SlotChoice.NEXT, SERVERS), service(Protocol.UDP, 81, SlotChoice.NEXT, 2));

        path.run(pieces(datagram(1, 5_000), 1).get(1).bytes());

        assertThat(path.count(PacketOutcome.FRAGMENT_UNKNOWN)).isEqualTo(1);
    }

    @Test
    void aSegmentOfTcpIsPlacedByItsClientsLastOneOnly() {
        path.apply(
                service(Protocol.TCP, 80, SlotChoice.HASH, SERVERS),
                service(Protocol.UDP, 80, SlotChoice.NEXT, SERVERS));
        Packet segment = Packet.tcp().from("203.0.113.1").ports(5_000, 80).flagsAndOffset(0);

        path.run(pieces(segment, 1).get(1).bytes());
        assertThat(path.count(PacketOutcome.FRAGMENT_UNKNOWN)).isEqualTo(1);
        String server = destinationOf(pieces(segment, 2).get(0));

        assertThat(destinationOf(pieces(segment, 3).get(1))).isEqualTo(server);
        assertThat(destinationOf(pieces(segment, 3).get(0))).isEqualTo(server);
    }

    private String destinationOf(Packet packet) {
        return PacketPath.destination(path.run(packet.bytes()).packet());
    }

    private static Packet datagram(int client, int sourcePort) {
        return Packet.udp()
                .from("203.0.113." + client)
                .ports(sourcePort, 80)
                .flagsAndOffset(0)
                .payloadBytes(100);
    }

    private static List<Packet> pieces(Packet packet, int id) {
        return packet.payloadBytes(100).identification(id).fragments(40);
    }

    private static ServicePlan withAffinity(ServicePlan plan) {
        return new ServicePlan(
                plan.service(), plan.dscp(), plan.choice(), plan.servers(), plan.ring(), Duration.ofMinutes(5));
    }

    /// The first server takes no new sessions.
    private static ServicePlan drained(ServicePlan plan) {
        List<PlannedServer> servers = new ArrayList<>(plan.servers());
        PlannedServer first = servers.getFirst();
        servers.set(0, new PlannedServer(first.name(), first.address(), ForwardingMethod.DSCP, 0));
        Ring others = new Ring(IntStream.range(1, servers.size()).toArray());
        return new ServicePlan(plan.service(), plan.dscp(), plan.choice(), servers, others);
    }
}
