// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// A balancer between a client and a router in another namespace, to which two uplinks lead; the real servers
/// 198.51.100.0/24 and 2001:db8:64::/64 are behind both.
final class UplinksNetwork implements AutoCloseable {
    /// How the routes to the real servers are written.
    enum Routes {
        /// Two gateways in one route.
        NEXT_HOPS,
        /// A group of nexthop objects.
        NEXT_HOP_GROUP,
        /// On two local segments.
        ON_LINK
    }

    private static final String OTHERS = "baro-dp-uplinks";
    private static final int RECEIVED_PACKETS = 2; // of /proc/net/dev, behind the name and its bytes

    private final String instance = "test-uplinks-" + ProcessHandle.current().pid();
    private final Forwarder forwarder;

    interface Body {
        void run(UplinksNetwork network) throws Exception;
    }

    /// Packets by uplink.
    record Sent(long first, long second) {
        long all() {
            return first + second;
        }

        Sent since(Sent before) {
            return new Sent(first - before.first, second - before.second);
        }
    }

    private UplinksNetwork(Plan plan, Routes routes) throws IOException {
        OwnNetwork.ip("netns add " + OTHERS);
        OwnNetwork.command("sysctl -qw net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1"
                + " net.ipv6.conf.default.accept_dad=0");
        others("sysctl -qw net.ipv6.conf.default.accept_dad=0");
        link("lb0", "eth0", "203.0.113.", "2001:db8:c::");
        link("up1", "router1", "10.0.1.", "2001:db8:1::");
        link("up2", "router2", "10.0.2.", "2001:db8:2::");
        others("ip route add 192.0.2.0/24 via 203.0.113.1");
        others("ip route add 2001:db8:a::/64 via 2001:db8:c::1");
        switch (routes) {
            case NEXT_HOPS -> byNextHops();
            case NEXT_HOP_GROUP -> byGroup();
            case ON_LINK -> onLink();
        }
        forwarder = Forwarder.open(new Forwarder.Options(
                instance,
                List.of("lb0", "up1", "up2"),
                1_024,
                List.of(IpAddress.parse("203.0.113.1"), IpAddress.parse("2001:db8:c::1"))));
        forwarder.apply(plan);
    }

    static void with(Plan plan, Routes routes, Body body) {
        OwnNetwork.run(() -> {
            try (UplinksNetwork network = new UplinksNetwork(plan, routes)) {
                body.run(network);
            } finally {
                OwnNetwork.ip("netns delete " + OTHERS);
            }
        });
    }

    /// The balancer is 1 on each link, the other end 2; both know each other.
    private static void link(String near, String far, String net4, String net6) throws IOException {
        OwnNetwork.ip("link add " + near + " type veth peer name " + far + " netns " + OTHERS);
        OwnNetwork.ip("addr add " + net4 + "1/24 dev " + near);
        OwnNetwork.ip("addr add " + net6 + "1/64 dev " + near + " nodad");
        OwnNetwork.ip("link set " + near + " up");
        others("ip addr add " + net4 + "2/24 dev " + far);
        others("ip addr add " + net6 + "2/64 dev " + far + " nodad");
        // Only an end with a program is woken by what the other end's program sends.
        others("ip link set dev " + far + " xdp obj " + AttachedInterfacesTest.passing() + " sec xdp");
        others("ip link set " + far + " up");
        for (String net : List.of(net4, net6)) {
            neighbour(net + "2", near, far);
        }
    }

    /// @param far whose MAC address the neighbour has
    private static void neighbour(String address, String near, String far) throws IOException {
        String mac = othersSay("cat /sys/class/net/" + far + "/address").strip();
        OwnNetwork.ip("neigh replace " + address + " lladdr " + mac + " nud permanent dev " + near);
    }

    private static void byNextHops() throws IOException {
        OwnNetwork.ip("route add 198.51.100.0/24 nexthop via 10.0.1.2 nexthop via 10.0.2.2");
        OwnNetwork.ip("route add 2001:db8:64::/64 nexthop via 2001:db8:1::2 nexthop via 2001:db8:2::2");
    }

    private static void byGroup() throws IOException {
        for (String words : List.of(
                "nexthop add id 1 via 10.0.1.2 dev up1",
                "nexthop add id 2 via 10.0.2.2 dev up2",
                "nexthop add id 3 group 1/2",
                "route add 198.51.100.0/24 nhid 3",
                "nexthop add id 4 via 2001:db8:1::2 dev up1",
                "nexthop add id 5 via 2001:db8:2::2 dev up2",
                "nexthop add id 6 group 4/5",
                "route add 2001:db8:64::/64 nhid 6")) {
            OwnNetwork.ip(words);
        }
    }

    private static void onLink() throws IOException {
        OwnNetwork.ip("route add 198.51.100.0/24 nexthop dev up1 nexthop dev up2");
        OwnNetwork.ip("-6 nexthop add id 1 dev up1"); // in one route, ip takes no devices without gateways
        OwnNetwork.ip("-6 nexthop add id 2 dev up2");
        OwnNetwork.ip("nexthop add id 3 group 1/2");
        OwnNetwork.ip("route add 2001:db8:64::/64 nhid 3");
        for (String server : List.of("198.51.100.1", "2001:db8:64::1")) {
            neighbour(server, "up1", "router1");
            neighbour(server, "up2", "router2");
        }
    }

    /// The other ends answer for their addresses, on local segments for the real server.
    void forgetNeighbours(Routes routes, String server) throws IOException {
        boolean v4 = !server.contains(":");
        for (int uplink : new int[] {1, 2}) {
            String gateway = v4 ? "10.0." + uplink + ".2" : "2001:db8:" + uplink + "::2";
            OwnNetwork.ip("neigh del " + (routes == Routes.ON_LINK ? server : gateway) + " dev up" + uplink);
            if (routes == Routes.ON_LINK) {
                others("ip addr add " + server + (v4 ? "/32" : "/128 nodad") + " dev router" + uplink);
            }
        }
    }

    void reconcile() {
        List<Repair> _ = forwarder.reconcile();
    }

    /// One datagram of each of so many flows.
    void sendFlows(String vip, int flows) throws IOException {
        bash("for ((i = 0; i < %d; i++)); do echo > /dev/udp/%s/80; done".formatted(flows, vip));
    }

    /// So many datagrams of one flow.
    void sendFlow(String vip, int datagrams) throws IOException {
        bash("exec 3> /dev/udp/%s/80; for ((i = 0; i < %d; i++)); do echo >&3; done".formatted(vip, datagrams));
    }

    private static void bash(String script) throws IOException {
        OwnNetwork.command("ip netns exec " + OTHERS + " bash -c", script);
    }

    /// What has come in by each uplink.
    static Sent sent() throws IOException {
        return new Sent(received("router1"), received("router2"));
    }

    private static long received(String end) throws IOException {
        String line = othersSay("cat /proc/net/dev")
                .lines()
                .map(String::strip)
                .filter(text -> text.startsWith(end + ":"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(Arrays.asList(line.split("\\s+", -1)).get(RECEIVED_PACKETS));
    }

    private static void others(String words) throws IOException {
        String _ = othersSay(words);
    }

    private static String othersSay(String words) throws IOException {
        return OwnNetwork.command("ip netns exec " + OTHERS + " " + words);
    }

    @Override
    public void close() {
        forwarder.close();
        boolean _ = Forwarder.remove(instance);
    }
}
