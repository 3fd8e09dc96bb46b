// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.live.UplinksNetwork.Routes;
import dev.baro.dataplane.live.UplinksNetwork.Sent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over two equal routes to a real server, flows leave by both, and each by one.
@NeedsRoot
@Tag("faults")
class UplinksTest {
    private static final int FLOWS = 1_000;
    /// So many that chance alone does not take an uplink out of its bounds.
    private static final int MANY_FLOWS = 4_000;

    private static final int DATAGRAMS = 100;
    private static final int TRIES = 50;
    /// Packets that are no client's, such as router solicitations.
    private static final int OTHERS = 5;

    private static final String ALL = """
            192.0.2.10, 198.51.100.1, DSCP, NEXT_HOPS
            192.0.2.10, 198.51.100.1, DSCP, NEXT_HOP_GROUP
            192.0.2.10, 198.51.100.1, IPIP, NEXT_HOPS
            192.0.2.10, 2001:db8:64::1, IPIP, NEXT_HOPS
            192.0.2.10, 198.51.100.1, MAC, ON_LINK
            2001:db8:a::10, 2001:db8:64::1, DSCP, NEXT_HOPS
            2001:db8:a::10, 2001:db8:64::1, DSCP, NEXT_HOP_GROUP
            2001:db8:a::10, 198.51.100.1, IPIP, NEXT_HOPS
            2001:db8:a::10, 2001:db8:64::1, IPIP, NEXT_HOPS
            2001:db8:a::10, 2001:db8:64::1, MAC, ON_LINK
            """;

    @ParameterizedTest
    @CsvSource(textBlock = ALL)
    void eachUplinkGetsHalfOfTheFlows(String vip, String server, ForwardingMethod method, Routes routes) {
        UplinksNetwork.with(plan(vip, server, method), routes, network -> {
            Sent sent = flows(network, vip, MANY_FLOWS);

            System.out.println("UplinksTest: " + vip + " " + method + " " + routes + ": " + sent);
            assertThat(sent.all()).isBetween((long) MANY_FLOWS, (long) MANY_FLOWS + OTHERS);
            assertThat(100.0 * sent.first() / sent.all()).isBetween(45.0, 55.0);
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = ALL)
    void aFlowKeepsItsUplink(String vip, String server, ForwardingMethod method, Routes routes) {
        UplinksNetwork.with(plan(vip, server, method), routes, network -> {
            for (int flow = 0; flow < 4; flow++) {
                Sent before = UplinksNetwork.sent();
                network.sendFlow(vip, DATAGRAMS);
                TimeUnit.MILLISECONDS.sleep(600); // more than a tick in all
                Sent sent = UplinksNetwork.sent().since(before);

                assertThat(Math.max(sent.first(), sent.second())).isGreaterThanOrEqualTo(DATAGRAMS);
                assertThat(Math.min(sent.first(), sent.second())).isLessThanOrEqualTo(OTHERS);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = ALL)
    void aDeadUplinkIsLeft(String vip, String server, ForwardingMethod method, Routes routes) {
        UplinksNetwork.with(plan(vip, server, method), routes, network -> {
            Sent _ = flows(network, vip, FLOWS);
            boolean onLink = routes == Routes.ON_LINK;
            boolean v4 = !server.contains(":");
            String neighbour = onLink ? server : v4 ? "10.0.2.2" : "2001:db8:2::2";
            OwnNetwork.ip("neigh del " + neighbour + " dev up2");

            Sent silent = flowsSoonAfter(network, vip);
            assertThat(silent.first()).isGreaterThanOrEqualTo(FLOWS);
            assertThat(silent.second()).isLessThanOrEqualTo(OTHERS);

            OwnNetwork.ip("link set up2 down");
            Sent down = flowsSoonAfter(network, vip);
            assertThat(down.first()).isGreaterThanOrEqualTo(FLOWS);
        });
    }

    /// Nothing but the balancer's clients uses the uplinks.
    @ParameterizedTest
    @CsvSource(textBlock = ALL)
    void neighboursThatNobodyKnewAreFound(String vip, String server, ForwardingMethod method, Routes routes) {
        UplinksNetwork.with(plan(vip, server, method), routes, network -> {
            network.forgetNeighbours(routes, server);
            Sent sent = new Sent(0, 0);
            for (int tries = 0; tries < TRIES && Math.min(sent.first(), sent.second()) <= OTHERS; tries++) {
                sent = flows(network, vip, 50);
                network.reconcile();
                TimeUnit.MILLISECONDS.sleep(100);
            }

            assertThat(Math.min(sent.first(), sent.second())).isGreaterThan(OTHERS);
        });
    }

    private static Sent flows(UplinksNetwork network, String vip, int flows) throws IOException {
        Sent before = UplinksNetwork.sent();
        network.sendFlows(vip, flows);
        return UplinksNetwork.sent().since(before);
    }

    private static Sent flowsSoonAfter(UplinksNetwork network, String vip) throws Exception {
        TimeUnit.MILLISECONDS.sleep(100); // the daemon hears of it at once
        return flows(network, vip, FLOWS);
    }

    private static Plan plan(String vip, String server, ForwardingMethod method) {
        return new Plan(List.of(new ServicePlan(
                new VirtualService(IpAddress.parse(vip), Protocol.UDP, 80),
                new Dscp(10),
                SlotChoice.HASH,
                List.of(new PlannedServer("web-1", IpAddress.parse(server), method, 100)),
                new Ring(0))));
    }
}
