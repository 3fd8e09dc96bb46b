// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static dev.baro.lab.network.Topology.link;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The network of the scenario `packets`, in IPv4 and IPv6: servers behind a router for the methods `dscp` and
/// `ipip`, servers on the balancer's own segment for `mac`, and a router between the edge and the client that
/// packets pass only once on their way to or from the client.
///
/// ```
/// client ── isp ── edge ── core ══ web-a01 web-a02 web-a03 web-a04
///                   ║
///                   ╚═ lb-a1 web-l01 web-l02
/// ```
public final class PacketsTopology {
    public static final String ISP = "isp";
    public static final String CORE = "core";
    static final String CLIENT_V6 = "2001:db8:203::10";
    static final String CLIENT_V4 = "203.0.113.10";
    /// A tunnel header and a full-sized packet of a client must fit together.
    private static final int INSIDE_MTU = 1600;

    private static final String LAN_V4 = "10.10.0.";
    private static final String LAN_V6 = "2001:db8:10::";
    private static final String SITE_V4 = "10.10.10.";
    private static final String SITE_V6 = "2001:db8:10:10::";

    private PacketsTopology() {}

    public static Topology topology() {
        List<Topology.RealServer> site = servers("web-a0", SITE_V4, List.of(1, 2, 3, 4));
        List<Topology.RealServer> lan = servers("web-l0", LAN_V4 + "2", List.of(1, 2));

        List<Topology.Host> hosts = new ArrayList<>(List.of(client(), isp(), edge(), core(), balancer()));
        site.forEach(server -> hosts.add(server(server, last(server), SITE_V4 + "254", SITE_V6)));
        lan.forEach(server -> hosts.add(server(server, last(server), LAN_V4 + "254", LAN_V6)));

        List<Topology.Link> links = new ArrayList<>(List.of(
                link(Topology.CLIENT, "eth0", ISP, Topology.CLIENT),
                link(ISP, Topology.EDGE, Topology.EDGE, ISP),
                link(CORE, Topology.EDGE, Topology.EDGE, CORE),
                link(Topology.BALANCER, "eth0", Topology.EDGE, Topology.EDGE_TO_BALANCER)));
        lan.forEach(server -> links.add(link(server.name(), "eth0", Topology.EDGE, server.name())));
        site.forEach(server -> links.add(link(server.name(), "eth0", CORE, server.name())));
        return new Topology(hosts, Stream.concat(site.stream(), lan.stream()).toList(), links, true);
    }

    /// The router whose port leads to the server, where a frame is still as it was sent.
    public static String routerOf(Topology.RealServer server) {
        return server.address().startsWith(SITE_V4) ? CORE : Topology.EDGE;
    }

    static String addressV6(Topology.RealServer server) {
        return (routerOf(server).equals(CORE) ? SITE_V6 : LAN_V6) + last(server);
    }

    private static Topology.Host client() {
        return new Topology.Host(
                Topology.CLIENT,
                "",
                List.of(
                        "addr add " + CLIENT_V4 + "/24 dev eth0",
                        "addr add " + CLIENT_V6 + "/64 dev eth0 nodad",
                        "route add default via 203.0.113.254",
                        "route add default via 2001:db8:203::fe"));
    }

    private static Topology.Host isp() {
        return new Topology.Host(
                ISP,
                "",
                List.of(
                        "addr add 203.0.113.254/24 dev client",
                        "addr add 2001:db8:203::fe/64 dev client nodad",
                        "addr add 198.51.100.1/30 dev edge",
                        "addr add 2001:db8:100::1/64 dev edge nodad",
                        "route add default via 198.51.100.2",
                        "route add default via 2001:db8:100::2"));
    }

    private static Topology.Host edge() {
        List<String> lines = new ArrayList<>(List.of(
                "addr add 198.51.100.2/30 dev isp",
                "addr add 2001:db8:100::2/64 dev isp nodad",
                "addr add 10.255.0.1/30 dev core",
                "addr add 2001:db8:255::1/64 dev core nodad",
                "addr add " + LAN_V4 + "254/24 dev lan",
                "addr add " + LAN_V6 + "254/64 dev lan nodad",
                "route add default via 198.51.100.1",
                "route add default via 2001:db8:100::1",
                "route add 211.115.115.0/24 via " + LAN_V4 + "11",
                "route add 2001:db8:115::/64 via " + LAN_V6 + "11",
                "route add " + SITE_V4 + "0/24 via 10.255.0.2",
                "route add " + SITE_V6 + "/64 via 2001:db8:255::2"));
        Stream.of(CORE, Topology.EDGE_TO_BALANCER, "web-l01", "web-l02", "lan").forEach(name -> lines.add(wide(name)));
        List.of(Topology.EDGE_TO_BALANCER, "web-l01", "web-l02")
                .forEach(name -> lines.add("link set " + name + " master lan"));
        lines.addAll(0, List.of("link add lan type bridge mcast_snooping 0", "link set lan up"));
        return new Topology.Host(Topology.EDGE, "", lines);
    }

    private static Topology.Host core() {
        List<String> lines = new ArrayList<>(List.of(
                "addr add 10.255.0.2/30 dev edge",
                "addr add 2001:db8:255::2/64 dev edge nodad",
                "addr add " + SITE_V4 + "254/24 dev site",
                "addr add " + SITE_V6 + "254/64 dev site nodad",
                "route add default via 10.255.0.1",
                "route add default via 2001:db8:255::1"));
        Stream.of(Topology.EDGE, "web-a01", "web-a02", "web-a03", "web-a04", "site")
                .forEach(name -> lines.add(wide(name)));
        return new Topology.Host(CORE, "site", lines);
    }

    private static Topology.Host balancer() {
        return new Topology.Host(
                Topology.BALANCER, "", wideHost(LAN_V4 + "11", LAN_V6 + "11", LAN_V4 + "254", LAN_V6 + "254", ""));
    }

    private static Topology.Host server(Topology.RealServer server, String number, String gateway, String networkV6) {
        return new Topology.Host(
                server.name(),
                "",
                wideHost(server.address(), networkV6 + number, gateway, networkV6 + "254", " mtu 1500 rto_min 1s"));
    }

    private static List<String> wideHost(
            String address, String addressV6, String gateway, String gatewayV6, String route) {
        return List.of(
                wide("eth0"),
                "addr add " + address + "/24 dev eth0",
                "addr add " + addressV6 + "/64 dev eth0 nodad",
                "route add default via " + gateway + route,
                "route add default via " + gatewayV6 + route);
    }

    private static String wide(String name) {
        return "link set " + name + " mtu " + INSIDE_MTU;
    }

    private static String last(Topology.RealServer server) {
        return server.address().substring(server.address().lastIndexOf('.') + 1);
    }

    private static List<Topology.RealServer> servers(String name, String network, List<Integer> numbers) {
        return numbers.stream()
                .map(number -> new Topology.RealServer(name + number, network + number))
                .toList();
    }
}
