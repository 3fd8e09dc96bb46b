// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The network of the lab as values: the hosts, and the links between them. This class does
/// not touch the kernel.
///
/// ```
/// client ── edge ── core ── idc-a ══ web-a01 web-a02 web-a03
///            │         └─── idc-b ══ web-b01 web-b02 web-b03
///          lb-a1
/// ```
///
/// @param servers the real servers, in the same order as in the configuration
/// @param links   the links, each of which is a veth pair
/// @param ipv6    whether IPv6 is enabled; it is disabled where unused, because its own traffic
///                would distort every count
public record Topology(List<Host> hosts, List<RealServer> servers, List<Link> links, boolean ipv6) {
    public static final String CLIENT = "client";
    public static final String EDGE = "edge";
    public static final String BALANCER = "lb-a1";
    /// The edge's end of the balancer's link.
    public static final String EDGE_TO_BALANCER = "lb";

    public static final String CLIENT_NETWORK = "203.0.113.0/24";
    public static final String VIP = "211.115.115.100";
    public static final String SECOND_VIP = "211.115.115.101";
    public static final int DSCP = 10;

    /// Raises the minimum RTO, so that an answer delayed by a busy machine does not count as lost.
    private static final String PATIENT = " rto_min 1s";

    private static final String CORE = "core";
    public static final String BALANCER_ADDRESS = "10.10.0.11";

    public Topology {
        hosts = List.copyOf(hosts);
        servers = List.copyOf(servers);
        links = List.copyOf(links);
    }

    public record RealServer(String name, String address) {}

    /// One end of a link: the interface and its host.
    record End(String host, String name) {}

    record Link(End left, End right) {}

    /// A network namespace, and its setup once its interfaces exist.
    ///
    /// @param bridge the bridge that joins all its interfaces except the first; empty if there is none
    /// @param ip     the lines of an `ip -batch`
    public record Host(String name, String bridge, List<String> ip) {
        public Host {
            ip = List.copyOf(ip);
        }
    }

    public static Topology twoDataCentres() {
        List<RealServer> siteA = servers("web-a0", "10.10.10.");
        List<RealServer> siteB = servers("web-b0", "10.20.10.");

        List<Host> hosts = new ArrayList<>(routers());
        hosts.add(site("idc-a", "10.255.1.", "10.10.10.254"));
        hosts.add(site("idc-b", "10.255.2.", "10.20.10.254"));
        siteA.forEach(server -> hosts.add(endHost(server.name(), server.address(), "10.10.10.254")));
        siteB.forEach(server -> hosts.add(endHost(server.name(), server.address(), "10.20.10.254")));

        List<Link> links = new ArrayList<>(List.of(
                link(CLIENT, "eth0", EDGE, CLIENT),
                link(BALANCER, "eth0", EDGE, EDGE_TO_BALANCER),
                link(CORE, EDGE, EDGE, CORE),
                link("idc-a", CORE, CORE, "idc-a"),
                link("idc-b", CORE, CORE, "idc-b")));
        siteA.forEach(server -> links.add(link(server.name(), "eth0", "idc-a", server.name())));
        siteB.forEach(server -> links.add(link(server.name(), "eth0", "idc-b", server.name())));
        return new Topology(hosts, Stream.concat(siteA.stream(), siteB.stream()).toList(), links, false);
    }

    /// The interfaces of a host, in the order of the links.
    public List<String> interfaces(String host) {
        return links.stream()
                .flatMap(link -> Stream.of(link.left(), link.right()))
                .filter(end -> end.host().equals(host))
                .map(End::name)
                .toList();
    }

    /// Creates three servers, with the numbers 1 to 3.
    static List<RealServer> servers(String name, String network) {
        return Stream.of(1, 2, 3)
                .map(number -> new RealServer(name + number, network + number))
                .toList();
    }

    private static List<Host> routers() {
        return List.of(
                endHost(CLIENT, "203.0.113.10", "203.0.113.254"),
                endHost(BALANCER, BALANCER_ADDRESS, "10.10.0.1"),
                new Host(
                        EDGE,
                        "",
                        List.of(
                                "addr add 203.0.113.254/24 dev " + CLIENT,
                                "addr add 10.10.0.1/24 dev " + EDGE_TO_BALANCER,
                                "addr add 10.255.0.1/30 dev " + CORE,
                                "route add " + VIP + "/32 via " + BALANCER_ADDRESS,
                                "route add " + SECOND_VIP + "/32 via " + BALANCER_ADDRESS,
                                "route add 10.10.10.0/24 via 10.255.0.2",
                                "route add 10.20.10.0/24 via 10.255.0.2")),
                new Host(
                        CORE,
                        "",
                        List.of(
                                "addr add 10.255.0.2/30 dev " + EDGE,
                                "addr add 10.255.1.1/30 dev idc-a",
                                "addr add 10.255.2.1/30 dev idc-b",
                                "route add default via 10.255.0.1",
                                "route add 10.10.10.0/24 via 10.255.1.2",
                                "route add 10.20.10.0/24 via 10.255.2.2")));
    }

    private static Host site(String name, String uplink, String gateway) {
        return new Host(
                name,
                "site",
                List.of(
                        "addr add " + uplink + "2/30 dev " + CORE,
                        "addr add " + gateway + "/24 dev site",
                        "route add default via " + uplink + "1"));
    }

    static Host endHost(String name, String address, String gateway) {
        return new Host(
                name,
                "",
                List.of("addr add " + address + "/24 dev eth0", "route add default via " + gateway + PATIENT));
    }

    static Link link(String host, String name, String otherHost, String otherName) {
        return new Link(new End(host, name), new End(otherHost, otherName));
    }
}
