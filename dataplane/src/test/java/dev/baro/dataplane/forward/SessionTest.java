// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.client;
import static dev.baro.dataplane.forward.NumberedFlows.datagram;
import static dev.baro.dataplane.forward.NumberedFlows.port;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The life of a session: what opens it, what it keeps together, and what ends it.
@NeedsRoot
@Tag("program")
class SessionTest {
    @AutoClose
    private final PacketPath path = PacketPath.open();

    @Test
    void packetsOfAFlowStayWithItsServerAndOpenNothing() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String server = path.destinationOf(syn(1));

        for (int i = 0; i < 20; i++) {
            path.run(syn(100 + i));
            assertThat(path.destinationOf(syn(1))).isEqualTo(server);
        }
        for (int i = 0; i < 20; i++) {
            path.run(syn(200 + i));
            assertThat(path.destinationOf(ack(1))).isEqualTo(server);
        }

        assertThat(path.created()).isEqualTo(41);
    }

    @Test
    void synOnAClosedFlowStartsAfresh() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        String first = path.destinationOf(syn(1));
        path.run(ack(1));
        path.run(NumberedFlows.from(Frame.tcp(Frame.FIN | Frame.ACK), 1));

        assertThat(path.destinationOf(ack(1))).isEqualTo(first);
        path.passSeconds(3);
        path.run(syn(1));
        assertThat(path.created()).isEqualTo(2);
    }

    @Test
    void forgedResetAndSynDoNotCutOffWhoIsAlive() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        String server = path.destinationOf(syn(1));
        path.run(ack(1));
        for (int second = 0; second < 200; second++) {
            path.run(NumberedFlows.from(Frame.tcp(Frame.RST), 1));
            path.run(syn(1));
            path.passSeconds(1);
            assertThat(path.destinationOf(ack(1))).isEqualTo(server);
        }
    }

    @Test
    void dataAfterAForgedFinBringsASessionBackToLife() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        path.run(syn(1));
        path.run(ack(1));
        path.run(NumberedFlows.from(Frame.tcp(Frame.FIN | Frame.ACK), 1));
        assertThat(path.sessions(SessionState.CLOSING)).isEqualTo(1);

        path.run(NumberedFlows.from(Frame.tcp(Frame.PSH | Frame.ACK), 1));

        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
        assertThat(path.active()).isEqualTo(1);
    }

    @Test
    void timeoutsCanBeSet() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
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
                .containsExactlyInAnyOrder(2L, 0L);
    }

    @Test
    void aClientWithAffinityHasOneServerForAllItsFlows() {
        path.apply(withAffinity(service(Protocol.TCP, 80, SlotChoice.NEXT, 6), 600));
        String server = path.destinationOf(syn(1));
        assertThat(path.destinationOf(Frame.tcp(Frame.SYN).from("203.0.113.200", 1)))
                .isNotEqualTo(server);

        for (int flow = 2; flow < 100; flow++) {
            assertThat(path.destinationOf(syn(flow))).isEqualTo(server);
            path.run(NumberedFlows.from(Frame.tcp(Frame.RST), flow));
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
        int deviating = path.openDeviating(100);

        for (int flow = 0; flow < 50; flow++) {
            assertThat(told(flow, Protocol.TCP, 80)).isEqualTo(path.destinationOf(ack(flow)));
            assertThat(told(flow, Protocol.UDP, 53)).isEqualTo(path.destinationOf(datagram(flow)));
            assertThat(told(flow, Protocol.TCP, 443))
                    .isEqualTo(path.destinationOf(ack(flow).to(PacketPath.VIP, 443)));
        }
        assertThat(path.forwarder.session(asked(deviating, Protocol.TCP, 80)))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(SessionState.ESTABLISHED));
    }

    @Test
    void resetDoesNotTakeALiveFlowFromItsServer() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        String server = path.destinationOf(syn(1));
        path.run(ack(1));
        path.run(NumberedFlows.from(Frame.tcp(Frame.RST), 1));
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

        assertThat(path.created()).isZero();
        assertThat(path.active()).isZero();
    }

    @Test
    void udpFlowsHaveSessionsToo() {
        path.apply(service(Protocol.UDP, 53, SlotChoice.NEXT, 3));
        String server = path.destinationOf(datagram(1));
        path.run(datagram(2));

        assertThat(path.destinationOf(NumberedFlows.from(Frame.udp(9), 1))).isEqualTo(server);
        assertThat(path.created()).isEqualTo(2);
    }

    @Test
    void idleSessionsExpireByTheirState() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        path.run(syn(1));
        path.run(syn(2));
        path.run(ack(2));

        path.passSeconds(61);

        path.run(syn(2));
        assertThat(path.created()).as("established: 7,500 s").isEqualTo(2);
        path.run(syn(1));
        assertThat(path.created()).as("half-open: 60 s").isEqualTo(3);
    }

    @Test
    void activeSessionsAreCountedUntilTheyClose() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 2));
        for (int flow = 0; flow < 10; flow++) {
            path.run(syn(flow));
            path.run(ack(flow));
        }
        assertThat(path.active()).isEqualTo(10);

        for (int flow = 0; flow < 4; flow++) {
            path.run(NumberedFlows.from(Frame.tcp(Frame.FIN | Frame.ACK), flow));
            path.run(NumberedFlows.from(Frame.tcp(Frame.FIN | Frame.ACK), flow));
        }

        assertThat(path.active()).isEqualTo(6);
    }

    /// The address of the server that the forwarder names.
    private String told(int flow, Protocol protocol, int port) {
        Flow.Status status = path.forwarder.session(asked(flow, protocol, port)).orElseThrow();
        return status.server().replace("web-", "198.51.100.");
    }

    private static Flow asked(int flow, Protocol protocol, int port) {
        return new Flow(
                IpAddress.parse(client(flow)),
                port(flow),
                new VirtualService(IpAddress.parse(PacketPath.VIP), protocol, port));
    }

    private static ServicePlan withAffinity(ServicePlan plan, int seconds) {
        return new ServicePlan(
                plan.service(),
                plan.dscp(),
                plan.choice(),
                plan.servers(),
                plan.ring(),
                plan.turns(),
                Duration.ofSeconds(seconds));
    }
}
