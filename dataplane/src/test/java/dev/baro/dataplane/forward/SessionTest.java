// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsRoot
class SessionTest {
    private PacketPath path;

    @BeforeEach
    void open() {
        path = PacketPath.open();
    }

    @AfterEach
    void close() {
        path.close();
    }

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

    @Test
    void packetsOfAFlowStayWithItsServerAndOpenNothing() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String server = path.destinationOf(syn(1));

        for (int i = 0; i < 20; i++) {
            path.run(syn(100 + i));
            assertThat(path.destinationOf(syn(1))).isEqualTo(server);
            assertThat(path.destinationOf(ack(1))).isEqualTo(server);
        }

        assertThat(created()).isEqualTo(21);
    }

    @Test
    void synOnAClosedFlowStartsAfresh() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String first = path.destinationOf(syn(1));
        path.run(ack(1));
        path.run(flow(Frame.tcp(Frame.FIN | Frame.ACK), 1));

        assertThat(path.destinationOf(ack(1))).isEqualTo(first);
        path.passSeconds(3);
        assertThat(path.destinationOf(syn(1))).isEqualTo("198.51.100.2");
        assertThat(created()).isEqualTo(2);
    }

    @Test
    void forgedResetAndSynDoNotCutOffWhoIsAlive() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String server = path.destinationOf(syn(1));
        path.run(ack(1));
        for (int second = 0; second < 200; second++) {
            path.run(flow(Frame.tcp(Frame.RST), 1));
            path.run(syn(1));
            path.passSeconds(1);
            assertThat(path.destinationOf(ack(1))).isEqualTo(server);
        }
    }

    @Test
    void dataAfterAForgedFinBringsASessionBackToLife() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        path.run(syn(1));
        path.run(ack(1));
        path.run(flow(Frame.tcp(Frame.FIN | Frame.ACK), 1));
        assertThat(path.sessions(SessionState.CLOSING)).isEqualTo(1);

        path.run(flow(Frame.tcp(Frame.PSH | Frame.ACK), 1));

        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
        assertThat(active()).isEqualTo(1);
    }

    @Test
    void newcomersTakeNoPlaceOfWhoHasAcknowledged() {
        path.close();
        path = PacketPath.open("full-" + ProcessHandle.current().pid(), 4);
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        Map<Integer, String> first = new HashMap<>();
        for (int flow = 0; flow < 8; flow++) {
            first.put(flow, path.destinationOf(syn(flow)));
            path.run(ack(flow));
        }
        path.passSeconds(600);
        for (int flow = 100; flow < 1100; flow++) {
            String server = path.destinationOf(syn(flow));
            assertThat(path.destinationOf(ack(flow)))
                    .as("without a session, too")
                    .isEqualTo(server);
        }

        first.forEach(
                (flow, server) -> assertThat(path.destinationOf(ack(flow))).isEqualTo(server));
    }

    @Test
    void newcomersTakePlacesOfHalfOpenSessionsOnlyWhenTheyRest() {
        path.close();
        path = PacketPath.open("full-" + ProcessHandle.current().pid(), 4);
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        for (int flow = 0; flow < 8; flow++) {
            path.run(syn(flow));
        }
        path.run(syn(100));
        path.run(ack(100));
        assertThat(path.sessions(SessionState.ESTABLISHED)).isZero();

        path.passSeconds(3);
        path.run(syn(100));
        path.run(ack(100));

        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
        assertThat(path.sessions(SessionState.HALF_OPEN)).isEqualTo(7);
    }

    @Test
    void entersNoMoreSessionsInASecondThanItMay() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        path.limit(new SessionSettings(65_536, 100 * LibBpf.possibleCpus(), SessionTimeouts.DEFAULTS));
        for (int flow = 0; flow < 1000; flow++) {
            String server = path.destinationOf(syn(flow));
            assertThat(path.destinationOf(ack(flow))).isEqualTo(server);
        }

        assertThat(path.sessions(SessionState.ESTABLISHED)).isBetween(100L, 100L * LibBpf.possibleCpus());
        path.passSeconds(1);
        long before = path.sessions(SessionState.ESTABLISHED);
        path.run(syn(5000));
        path.run(ack(5000));
        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(before + 1);
    }

    @Test
    void timeoutsCanBeSet() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        path.limit(new SessionSettings(
                65_536,
                0,
                new SessionTimeouts(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(40))));
        path.run(syn(1));
        path.run(syn(2));
        path.run(ack(2));

        path.passSeconds(11);
        assertThat(path.sessions(SessionState.HALF_OPEN)).isZero();
        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
        path.passSeconds(10);
        assertThat(path.sessions(SessionState.ESTABLISHED)).isZero();
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
    void repeatedSynsAreCountedForTheirServer() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2));
        path.run(syn(1));
        path.run(syn(1));
        path.run(syn(1));
        path.run(syn(2));
        path.run(ack(2));

        assertThat(path.servers(0))
                .extracting(ForwarderCounters.ServerCounters::synRepeats)
                .containsExactly(2L, 0L);
    }

    @Test
    void sessionsOfAServerThatIsGivenUpGoElsewhereAndItsNumberStays() {
        ServicePlan both = service(Protocol.TCP, 80, SlotChoice.NEXT, 2);
        path.apply(both);
        path.run(syn(1));
        assertThat(path.destinationOf(syn(2))).isEqualTo("198.51.100.2");

        path.apply(givenUp(both, 1));
        assertThat(path.destinationOf(ack(2))).isEqualTo("198.51.100.1");

        path.apply(both);
        assertThat(path.destinationOf(ack(2))).isEqualTo("198.51.100.2");
        assertThat(path.servers(0).get(1).sessionsCreated()).isEqualTo(1);
    }

    @Test
    void aClientWithAffinityHasOneServerForAllItsFlows() {
        path.apply(withAffinity(service(Protocol.TCP, 80, SlotChoice.NEXT, 6), 600));
        String server = path.destinationOf(syn(1));
        assertThat(path.destinationOf(Frame.tcp(Frame.SYN).from("203.0.113.200", 1)))
                .isNotEqualTo(server);

        for (int flow = 2; flow < 100; flow++) {
            assertThat(path.destinationOf(syn(flow))).isEqualTo(server);
            path.run(flow(Frame.tcp(Frame.RST), flow));
        }
        path.passSeconds(601);
        assertThat(path.destinationOf(syn(1))).isNotEqualTo(server);
    }

    @Test
    void tellsWhereAFlowGoesAsTheProgramSendsIt() {
        path.apply(
                service(Protocol.TCP, 80, SlotChoice.NEXT, 6),
                service(Protocol.UDP, 53, SlotChoice.HASH, 5),
                withAffinity(service(Protocol.TCP, 443, SlotChoice.HASH, 5), 60));
        path.run(syn(7));
        path.run(ack(7));

        for (int flow = 0; flow < 50; flow++) {
            assertThat(told(flow, Protocol.TCP, 80)).isEqualTo(path.destinationOf(ack(flow)));
            assertThat(told(flow, Protocol.UDP, 53)).isEqualTo(path.destinationOf(flow(Frame.udp(4), flow)));
            assertThat(told(flow, Protocol.TCP, 443))
                    .isEqualTo(path.destinationOf(ack(flow).to(PacketPath.VIP, 443)));
        }
        assertThat(path.forwarder.session(asked(7, Protocol.TCP, 80)))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(SessionState.ESTABLISHED));
    }

    @Test
    void resetDoesNotTakeALiveFlowFromItsServer() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String server = path.destinationOf(syn(1));
        path.run(ack(1));
        path.run(flow(Frame.tcp(Frame.RST), 1));
        path.run(syn(2));

        assertThat(path.destinationOf(ack(1))).isEqualTo(server);
    }

    @Test
    void midFlowPacketsWithoutASessionGoByTheHashAndLeaveNoEntry() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String byHash = path.destinationOf(ack(1));

        for (int i = 0; i < 50; i++) {
            path.run(ack(1000 + i));
            assertThat(path.destinationOf(ack(1))).isEqualTo(byHash);
        }

        assertThat(created()).isZero();
        assertThat(active()).isZero();
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

    @Test
    void udpFlowsHaveSessionsToo() {
        path.apply(service(Protocol.UDP, 53, SlotChoice.NEXT, 3));
        String server = path.destinationOf(flow(Frame.udp(4), 1));
        path.run(flow(Frame.udp(4), 2));

        assertThat(path.destinationOf(flow(Frame.udp(9), 1))).isEqualTo(server);
        assertThat(created()).isEqualTo(2);
    }

    @Test
    void idleSessionsExpireByTheirState() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        path.run(syn(1));
        path.run(syn(2));
        path.run(ack(2));

        path.passSeconds(61);

        assertThat(path.destinationOf(syn(1))).as("half-open: 60 s").isEqualTo("198.51.100.3");
        assertThat(path.destinationOf(syn(2))).as("established: 900 s").isEqualTo("198.51.100.2");
    }

    @Test
    void activeSessionsAreCountedUntilTheyClose() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2));
        for (int flow = 0; flow < 10; flow++) {
            path.run(syn(flow));
            path.run(ack(flow));
        }
        assertThat(active()).isEqualTo(10);

        for (int flow = 0; flow < 4; flow++) {
            path.run(flow(Frame.tcp(Frame.FIN | Frame.ACK), flow));
            path.run(flow(Frame.tcp(Frame.FIN | Frame.ACK), flow));
        }

        assertThat(active()).isEqualTo(6);
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
        assertThat(path.destinationOf(syn(1))).isEqualTo("198.51.100.1");
        assertThat(path.destinationOf(syn(2))).isEqualTo("198.51.100.2");

        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 1));

        assertThat(path.destinationOf(ack(2))).isEqualTo("198.51.100.1");
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

        assertThat(created()).isEqualTo(100);
        before.forEach(
                (flow, server) -> assertThat(path.destinationOf(ack(flow))).isEqualTo(server));
        assertThat(path.destinationOf(syn(100))).as("round robin goes on").isEqualTo("198.51.100.5");
    }

    private long created() {
        return path.servers(0).stream()
                .mapToLong(ForwarderCounters.ServerCounters::sessionsCreated)
                .sum();
    }

    private long active() {
        return path.servers(0).stream()
                .mapToLong(ForwarderCounters.ServerCounters::sessionsActive)
                .sum();
    }

    /// The address of the server that the forwarder names.
    private String told(int flow, Protocol protocol, int port) {
        FlowStatus status = path.forwarder.session(asked(flow, protocol, port)).orElseThrow();
        return status.server().replace("web-", "198.51.100.");
    }

    private static Flow asked(int flow, Protocol protocol, int port) {
        return new Flow(
                IpAddress.parse("203.0.113." + (1 + flow / 5000)),
                10_000 + flow % 5000,
                new VirtualService(IpAddress.parse(PacketPath.VIP), protocol, port));
    }

    private static ServicePlan withAffinity(ServicePlan plan, int seconds) {
        return new ServicePlan(
                plan.service(), plan.dscp(), plan.choice(), plan.servers(), plan.ring(), Duration.ofSeconds(seconds));
    }

    private static ServicePlan givenUp(ServicePlan plan, int position) {
        List<PlannedServer> servers = new ArrayList<>(plan.servers());
        PlannedServer server = servers.get(position);
        servers.set(position, new PlannedServer(server.name(), server.address(), server.method(), 0, false));
        return new ServicePlan(plan.service(), plan.dscp(), plan.choice(), servers, new Ring(0));
    }

    private static Frame syn(int flow) {
        return flow(Frame.tcp(Frame.SYN), flow);
    }

    private static Frame ack(int flow) {
        return flow(Frame.tcp(Frame.ACK), flow);
    }

    private static Frame flow(Frame frame, int flow) {
        return frame.from("203.0.113." + (1 + flow / 5000), 10_000 + flow % 5000);
    }
}
