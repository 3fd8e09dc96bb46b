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
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Behind the router that is the client of [ClientNetwork], too, the way to a real server has an MTU of 1,340 bytes.
@NeedsRoot
@Tag("faults")
class TunnelPathMtuTest {
    private static final int DATA_BYTES = 1_400;
    private static final int TRIES = 100;

    /// The router's error is about the tunnel's header and comes to the balancer, which alone can tell the client.
    @ParameterizedTest
    @CsvSource({
        "192.0.2.10, 198.51.100.1, 1320",
        "192.0.2.10, 2001:db8:64::1, 1300",
        "2001:db8:a::10, 198.51.100.1, 1320",
        "2001:db8:a::10, 2001:db8:64::1, 1300",
    })
    void clientsLearnWhatFitsThroughTheTunnel(String vip, String server, int fits) {
        ClientNetwork.with(plan(vip, server), network -> {
            hole(network);
            datagram(network, ClientNetwork.BALANCER4); // so that the balancer knows the router's MAC address
            datagram(network, ClientNetwork.BALANCER6);

            String route = "";
            for (int tries = 0; tries < TRIES && !route.contains(" mtu "); tries++) {
                TimeUnit.MILLISECONDS.sleep(100); // the program asks for the next hop once a second
                datagram(network, vip);
                route = network.client("ip", "route", "get", vip).output();
            }

            assertThat(route).contains(" mtu " + fits + " ");
        });
    }

    /// By an ordinary socket: what it sends by IPv4 must not be fragmented on its way.
    private static void datagram(ClientNetwork network, String to) throws IOException {
        network.client("bash", "-c", "head -c %d /dev/zero > /dev/udp/%s/80".formatted(DATA_BYTES, to));
    }

    private static void hole(ClientNetwork network) throws IOException {
        for (String words : List.of(
                "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1",
                "ip link add hole type veth peer name beyond",
                "ip link set hole mtu 1340",
                "ip addr add 198.51.100.254/24 dev hole",
                "ip addr add 2001:db8:64::254/64 dev hole nodad",
                "ip link set beyond up",
                "ip link set hole up")) {
            assertThat(network.client(words.split(" ", -1)).output()).isEmpty();
        }
        OwnNetwork.ip("route add 198.51.100.0/24 via 203.0.113.7");
        OwnNetwork.ip("route add 2001:db8:64::/64 via 2001:db8:c::7");
    }

    private static Plan plan(String vip, String server) {
        return new Plan(List.of(new ServicePlan(
                new VirtualService(IpAddress.parse(vip), Protocol.UDP, 80),
                new Dscp(10),
                SlotChoice.HASH,
                List.of(new PlannedServer("web-1", IpAddress.parse(server), ForwardingMethod.IPIP, 100)),
                new Ring(0))));
    }
}
