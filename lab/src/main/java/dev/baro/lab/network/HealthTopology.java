// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static dev.baro.lab.network.Topology.link;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The network of the scenario `health`: two data centres behind routers, in IPv4 and IPv6, a client whose
/// packets are counted, and a visitor that constantly opens new sessions. The answers of [#TARGET] from a VIP
/// leave through its second link, so the return path differs from the forward path. Three servers without
/// clients are reached by one method each.
///
/// ```
/// client  ── edge ── core ── idc-a ══ web-a01 web-a02 web-a03, web-a04 (dscp), web-a05 (ipip)
/// visitor ──┘ │         └─── idc-b ══ web-b01 web-b02 web-b03
///           lb-a1 ══ web-m01 (mac)
/// ```
public final class HealthTopology {
    public static final String VISITOR = "visitor";
    public static final String CORE = "core";
    public static final String ROUTER = "idc-a";
    public static final String OTHER_ROUTER = "idc-b";
    /// The server to which all faults are applied.
    public static final String TARGET = "web-a02";
    /// The router's end of the target's second link.
    public static final String TARGET_BACK = "web-a02-back";

    public static final String BY_DSCP = "web-a04";
    public static final String BY_IPIP = "web-a05";
    public static final String BY_MAC = "web-m01";
    /// The prefixes of one of the balancer's segments.
    private static final String SEGMENT_V4 = "10.10.4.";
    private static final String SEGMENT_V6 = "2001:db8:10:4::";

    public static final String BALANCER_V4 = "10.10.0.11";
    public static final String BALANCER_V6 = "2001:db8:10::11";
    public static final String VISITOR_V4 = "198.51.100.10";
    public static final String VISITOR_V6 = "2001:db8:198::10";
    public static final String VIP_V6 = "2001:db8:115::100";
    public static final String SECOND_VIP_V6 = "2001:db8:115::101";
    /// The VIP of the three servers that are reached by one method each.
    public static final String THIRD_VIP = "211.115.115.102";
    public static final String THIRD_VIP_V6 = "2001:db8:115::102";

    private static final String BACK_V4 = "10.10.12.";
    private static final String BACK_V6 = "2001:db8:10:12::";
    /// Raises the minimum RTO, so that an answer delayed by a busy machine does not count as lost.
    private static final String PATIENT = " rto_min 1s";

    private HealthTopology() {}

    public static Topology topology() {
        List<Topology.RealServer> siteA = new ArrayList<>(Topology.servers("web-a0", "10.10.10."));
        siteA.add(new Topology.RealServer(BY_DSCP, "10.10.10.4"));
        siteA.add(new Topology.RealServer(BY_IPIP, "10.10.10.5"));
        List<Topology.RealServer> siteB = Topology.servers("web-b0", "10.20.10.");

        List<Topology.Host> hosts = new ArrayList<>(List.of(
                end(Topology.CLIENT, "203.0.113.", "2001:db8:203::", "10", "254"),
                end(VISITOR, "198.51.100.", "2001:db8:198::", "10", "254"),
                balancer(),
                edge(),
                core(),
                site(ROUTER, 1, "10.10.10.", "2001:db8:10:10::", back("254", "site")),
                site(OTHER_ROUTER, 2, "10.20.10.", "2001:db8:20:10::", List.of())));
        siteA.forEach(server -> hosts.add(server(server, "10.10.10.", "2001:db8:10:10::")));
        siteB.forEach(server -> hosts.add(server(server, "10.20.10.", "2001:db8:20:10::")));
        hosts.add(end(BY_MAC, SEGMENT_V4, SEGMENT_V6, "1", "11"));

        List<Topology.Link> links = new ArrayList<>(List.of(
                link(Topology.CLIENT, "eth0", Topology.EDGE, Topology.CLIENT),
                link(VISITOR, "eth0", Topology.EDGE, VISITOR),
                link(Topology.BALANCER, "eth0", Topology.EDGE, Topology.EDGE_TO_BALANCER),
                link(CORE, Topology.EDGE, Topology.EDGE, CORE),
                link(ROUTER, CORE, CORE, ROUTER),
                link(OTHER_ROUTER, CORE, CORE, OTHER_ROUTER)));
        siteA.forEach(server -> links.add(link(server.name(), "eth0", ROUTER, server.name())));
        siteB.forEach(server -> links.add(link(server.name(), "eth0", OTHER_ROUTER, server.name())));
        links.add(link(TARGET, "eth1", ROUTER, TARGET_BACK));
        links.add(link(BY_MAC, "eth0", Topology.BALANCER, "eth1"));
        List<Topology.RealServer> servers =
                Stream.concat(siteA.stream(), siteB.stream()).collect(Collectors.toCollection(ArrayList::new));
        servers.add(new Topology.RealServer(BY_MAC, SEGMENT_V4 + "1"));
        return new Topology(hosts, servers, links, true);
    }

    /// The servers that are reached by one method each, and have no clients.
    public static List<String> byOneMethod() {
        return List.of(BY_DSCP, BY_IPIP, BY_MAC);
    }

    public static String addressV6(Topology.RealServer server) {
        if (server.name().equals(BY_MAC)) {
            return SEGMENT_V6 + last(server);
        }
        String site = server.address().startsWith("10.10.") ? "2001:db8:10:10::" : "2001:db8:20:10::";
        return site + last(server);
    }

    /// The commands for `sh` that make the target send packets from a VIP through its second link.
    public static String answersByTheSecondLink() {
        return """
                ip -4 rule add from %1$s lookup 100
                ip -6 rule add from %2$s lookup 100
                ip -4 route add default via %3$s254 dev eth1 table 100%5$s
                ip -6 route add default via %4$s254 dev eth1 table 100%5$s
                """.formatted(Topology.VIP, VIP_V6, BACK_V4, BACK_V6, PATIENT);
    }

    private static Topology.Host balancer() {
        List<String> lines = new ArrayList<>(endLines("10.10.0.", "2001:db8:10::", "11", "1"));
        lines.add("addr add " + SEGMENT_V4 + "11/24 dev eth1");
        lines.add("addr add " + SEGMENT_V6 + "11/64 dev eth1 nodad");
        return new Topology.Host(Topology.BALANCER, "", lines);
    }

    private static Topology.Host end(String name, String v4, String v6, String number, String gateway) {
        return new Topology.Host(name, "", endLines(v4, v6, number, gateway));
    }

    private static Topology.Host server(Topology.RealServer server, String v4, String v6) {
        List<String> lines = new ArrayList<>(endLines(v4, v6, last(server), "254"));
        if (server.name().equals(TARGET)) {
            lines.addAll(back(last(server), "eth1"));
        }
        return new Topology.Host(server.name(), "", lines);
    }

    private static List<String> endLines(String v4, String v6, String number, String gateway) {
        return List.of(
                "addr add " + v4 + number + "/24 dev eth0",
                "addr add " + v6 + number + "/64 dev eth0 nodad",
                "route add default via " + v4 + gateway + PATIENT,
                "route add default via " + v6 + gateway + PATIENT);
    }

    private static List<String> back(String number, String device) {
        return List.of(
                "addr add " + BACK_V4 + number + "/24 dev " + device,
                "addr add " + BACK_V6 + number + "/64 dev " + device + " nodad");
    }

    private static Topology.Host edge() {
        return new Topology.Host(
                Topology.EDGE,
                "",
                List.of(
                        "addr add 203.0.113.254/24 dev client",
                        "addr add 2001:db8:203::254/64 dev client nodad",
                        "addr add 198.51.100.254/24 dev visitor",
                        "addr add 2001:db8:198::254/64 dev visitor nodad",
                        "addr add 10.10.0.1/24 dev lb",
                        "addr add 2001:db8:10::1/64 dev lb nodad",
                        "addr add 10.255.0.1/30 dev core",
                        "addr add 2001:db8:255::1/64 dev core nodad",
                        "route add 211.115.115.0/24 via " + BALANCER_V4,
                        "route add 2001:db8:115::/64 via " + BALANCER_V6,
                        "route add 10.0.0.0/8 via 10.255.0.2",
                        "route add 2001:db8::/32 via 2001:db8:255::2"));
    }

    private static Topology.Host core() {
        return new Topology.Host(
                CORE,
                "",
                List.of(
                        "addr add 10.255.0.2/30 dev edge",
                        "addr add 2001:db8:255::2/64 dev edge nodad",
                        "addr add 10.255.1.1/30 dev idc-a",
                        "addr add 2001:db8:255:1::1/64 dev idc-a nodad",
                        "addr add 10.255.2.1/30 dev idc-b",
                        "addr add 2001:db8:255:2::1/64 dev idc-b nodad",
                        "route add 10.10.8.0/21 via 10.255.1.2",
                        "route add 2001:db8:10:10::/62 via 2001:db8:255:1::2",
                        "route add 10.20.0.0/16 via 10.255.2.2",
                        "route add 2001:db8:20::/48 via 2001:db8:255:2::2",
                        "route add default via 10.255.0.1",
                        "route add default via 2001:db8:255::1"));
    }

    private static Topology.Host site(String name, int number, String v4, String v6, List<String> more) {
        List<String> lines = new ArrayList<>(List.of(
                "addr add 10.255.%d.2/30 dev core".formatted(number),
                "addr add 2001:db8:255:%d::2/64 dev core nodad".formatted(number),
                "addr add " + v4 + "254/24 dev site",
                "addr add " + v6 + "254/64 dev site nodad",
                "route add default via 10.255.%d.1".formatted(number),
                "route add default via 2001:db8:255:%d::1".formatted(number)));
        lines.addAll(more);
        return new Topology.Host(name, "site", lines);
    }

    private static String last(Topology.RealServer server) {
        return server.address().substring(server.address().lastIndexOf('.') + 1);
    }
}
