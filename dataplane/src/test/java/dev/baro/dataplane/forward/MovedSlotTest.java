// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.datagram;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Maglev;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Flows under a consistent hash through changes of its servers, with no session table on the ordinary path.
@NeedsRoot
@Tag("program")
class MovedSlotTest {
    private static final int FLOWS = 2000;
    private static final int TIMEOUT_SECONDS =
            (int) SessionTimeouts.DEFAULTS.longest().toSeconds();

    @AutoClose
    private PacketPath path = PacketPath.open();

    @Test
    void needsNoSessionWhileNothingMoves() {
        path.apply(maglev(4, Set.of()));
        openFlows(0);

        assertThat(path.sessions(SessionState.ESTABLISHED)).isZero();
        assertThat(path.forwarder.settle()).isZero();
    }

    @Test
    void flowsOfAnotherBalancerGoByTheNewRingWhereNoneCameBefore() {
        path.apply(maglev(2, Set.of()));
        path.apply(maglev(5, Set.of()));

        Map<Integer, String> fromElsewhere = new HashMap<>();
        IntStream.range(0, FLOWS).forEach(flow -> fromElsewhere.put(flow, path.destinationOf(ack(flow))));

        assertThat(fromElsewhere).isEqualTo(openFlows(0));
        assertThat(path.forwarder.settle()).isZero();
    }

    @Test
    void keepsOldFlowsAndSendsNewOnesByTheNewRingWhenAServerComes() {
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> old = openFlows(0);

        path.apply(maglev(5, Set.of()));

        Map<Integer, String> young = openFlows(FLOWS);
        stays(old);
        stays(young);
        assertThat(young.values().stream().filter("198.51.100.5"::equals).count())
                .as("a fifth goes to the new server")
                .isBetween(FLOWS / 5 - 100L, FLOWS / 5 + 100L);
    }

    @Test
    void staysRightThroughSeveralChangesInARow() {
        path.apply(maglev(3, Set.of()));
        Map<Integer, String> flows = openFlows(0);
        for (int servers = 4; servers <= 8; servers++) {
            path.apply(maglev(servers, Set.of()));
            stays(flows);
            flows.putAll(openFlows(servers * FLOWS));
            path.passSeconds(200);
            stays(flows);
        }
    }

    @Test
    void drainMovesNothingAndGivesTheServerNothingNew() {
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> old = openFlows(0);

        path.apply(maglev(4, Set.of(2)));

        stays(old);
        assertThat(openFlows(FLOWS).values()).doesNotContain("198.51.100.2");
    }

    @Test
    void aServerThatComesBackKeepsWhatHappenedMeanwhile() {
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> flows = openFlows(0);
        path.apply(maglev(4, Set.of(2)));
        flows.putAll(openFlows(FLOWS));

        path.apply(maglev(4, Set.of()));

        stays(flows);
        flows.putAll(openFlows(2 * FLOWS));
        stays(flows);
    }

    @Test
    void onlyFlowsOfARemovedServerMove() {
        path.apply(maglev(10, Set.of()));
        Map<Integer, String> old = openFlows(0);

        path.apply(without(maglev(10, Set.of(10)), 10));

        old.forEach((flow, server) -> {
            if (server.equals("198.51.100.10")) {
                assertThat(path.destinationOf(ack(flow))).isNotEqualTo(server);
            } else {
                assertThat(path.destinationOf(ack(flow))).isEqualTo(server);
            }
        });
    }

    @Test
    void allServersDrainingKeepTheirFlowsAndTakeNoMore() {
        path.apply(maglev(3, Set.of()));
        Map<Integer, String> old = openFlows(0);

        path.apply(maglev(3, Set.of(1, 2, 3)));

        stays(old);
        assertThat(path.run(syn(FLOWS)).result()).isEqualTo(PacketPath.DROP);

        path.apply(maglev(3, Set.of()));
        stays(old);
    }

    @Test
    void slotsNeedNoTableAgainWhenTheOldFlowsAreGone() {
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> old = openFlows(0);
        path.apply(maglev(5, Set.of()));
        openFlows(FLOWS);
        int moved = path.forwarder.settle();
        assertThat(moved).isPositive();

        path.passSeconds(TIMEOUT_SECONDS - 1);
        stays(old);
        path.passSeconds(TIMEOUT_SECONDS - 1);
        assertThat(path.forwarder.settle()).as("old flows were seen").isBetween(1, moved - 1);
        stays(old);
        path.passSeconds(TIMEOUT_SECONDS + 1);
        assertThat(path.forwarder.settle()).isZero();
    }

    @Test
    void survivesARestartInTheMiddle() {
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> flows = openFlows(0);
        path.apply(maglev(5, Set.of()));
        flows.putAll(openFlows(FLOWS));
        path.leave();

        path = PacketPath.open();
        path.apply(maglev(5, Set.of()));

        stays(flows);
        path.apply(maglev(6, Set.of()));
        stays(flows);
    }

    @Test
    void keepsDatagramFlowsThatSendSoonAfterTheChange() {
        path.apply(maglev(Protocol.UDP, 4, Set.of()));
        Map<Integer, String> old = new HashMap<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            old.put(flow, path.destinationOf(datagram(flow)));
        }

        path.apply(maglev(Protocol.UDP, 4, Set.of(1)));
        path.passSeconds(20);
        old.forEach(
                (flow, server) -> assertThat(path.destinationOf(datagram(flow))).isEqualTo(server));
        path.passSeconds(20);
        old.forEach(
                (flow, server) -> assertThat(path.destinationOf(datagram(flow))).isEqualTo(server));
        for (int flow = FLOWS; flow < 2 * FLOWS; flow++) {
            assertThat(path.destinationOf(datagram(flow))).isNotEqualTo("198.51.100.1");
        }
    }

    @Test
    void keepsFlowsWhenTheSchedulerBecomesAHash() {
        ServicePlan hashed = maglev(4, Set.of());
        path.apply(inTurn(hashed));
        Map<Integer, String> old = openFlows(0);

        path.apply(hashed);

        stays(old);
        stays(openFlows(FLOWS));
    }

    @Test
    void keepsFlowsWhenAHashBecomesTurns() {
        ServicePlan hashed = maglev(4, Set.of());
        path.apply(maglev(5, Set.of()));
        path.apply(hashed);
        Map<Integer, String> old = openFlows(0);

        path.apply(inTurn(hashed));

        stays(old);
        stays(openFlows(FLOWS));
    }

    private static ServicePlan inTurn(ServicePlan hashed) {
        return PacketPath.inTurn(
                new ServicePlan(hashed.service(), hashed.dscp(), SlotChoice.NEXT, hashed.servers(), hashed.ring()), 1);
    }

    @Test
    void aFullTableOfNewcomersLeavesOldFlowsAndNewOnesWhole() {
        path.close();
        path = PacketPath.open("full-" + ProcessHandle.current().pid(), 16);
        path.apply(maglev(4, Set.of()));
        Map<Integer, String> flows = openFlows(0);
        path.apply(maglev(5, Set.of()));
        flows.putAll(openFlows(FLOWS));

        stays(flows);
    }

    private Map<Integer, String> openFlows(int first) {
        Map<Integer, String> servers = new HashMap<>();
        for (int flow = first; flow < first + FLOWS; flow++) {
            servers.put(flow, path.destinationOf(syn(flow)));
            path.run(ack(flow));
        }
        return servers;
    }

    private void stays(Map<Integer, String> flows) {
        Map<Integer, String> now = new HashMap<>();
        flows.keySet().forEach(flow -> now.put(flow, path.destinationOf(ack(flow))));
        assertThat(now).isEqualTo(flows);
    }

    private static ServicePlan maglev(int servers, Set<Integer> draining) {
        return maglev(Protocol.TCP, servers, draining);
    }

    private static ServicePlan maglev(Protocol protocol, int servers, Set<Integer> draining) {
        List<Integer> takers = IntStream.rangeClosed(1, servers)
                .filter(number -> !draining.contains(number))
                .boxed()
                .toList();
        Ring ring = new Maglev()
                .fill(takers.stream()
                        .map(number -> new Share("web-" + number, 100))
                        .toList());
        int[] slots = IntStream.range(0, ring.size())
                .map(i -> takers.get(ring.slot(i)) - 1)
                .toArray();
        int port = protocol == Protocol.TCP ? 80 : 53;
        return PacketPath.service(protocol, port, SlotChoice.HASH, servers, new Ring(slots));
    }

    /// The same plan with the last server gone from it.
    private static ServicePlan without(ServicePlan plan, int number) {
        List<PlannedServer> servers = plan.servers().subList(0, number - 1);
        return new ServicePlan(plan.service(), plan.dscp(), plan.choice(), servers, plan.ring());
    }
}
