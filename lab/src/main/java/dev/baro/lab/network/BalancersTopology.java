// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static dev.baro.lab.network.Topology.endHost;
import static dev.baro.lab.network.Topology.link;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The network of the scenario `balancers`: two data centres with two balancers each, all behind one router
/// that spreads clients' packets over the balancers that announce the VIP. There is no route to the VIP until a
/// routing daemon learns one.
///
/// ```
/// client ── edge ── core ── idc-a ══ web-a01 web-a02 web-a03
///           ║  ║      └──── idc-b ══ web-b01 web-b02 web-b03
///           ║  ╚═ lan-b ═ lb-b1 lb-b2
///           ╚═ lan-a ═ lb-a1 lb-a2
/// ```
public final class BalancersTopology {
    private static final String CLIENTS = "203.0.113.";
    private static final int FIRST_CLIENT = 21;
    private static final int MORE_CLIENTS = 16;

    private static final List<Balancer> BALANCERS = List.of(
            new Balancer(Topology.BALANCER, "idc-a", Topology.BALANCER_ADDRESS, Topology.EDGE_TO_BALANCER),
            new Balancer("lb-a2", "idc-a", "10.10.0.12", "lb-a2"),
            new Balancer("lb-b1", "idc-b", "10.20.0.11", "lb-b1"),
            new Balancer("lb-b2", "idc-b", "10.20.0.12", "lb-b2"));

    private BalancersTopology() {}

    /// One of the balancers.
    ///
    /// @param port the edge's port that leads to it
    public record Balancer(String name, String dataCentre, String address, String port) {
        /// The router's address on the balancer's segment.
        public String router() {
            return network() + "1";
        }

        /// The common part of the segment's addresses, without their last number.
        public String network() {
            return address.substring(0, address.lastIndexOf('.') + 1);
        }

        private String bridge() {
            return dataCentre.replace("idc", "lan");
        }
    }

    public static List<Balancer> balancers() {
        return BALANCERS;
    }

    /// One of the client's additional addresses.
    ///
    /// @param number 1..16
    public static String client(int number) {
        return CLIENTS + (FIRST_CLIENT - 1 + number);
    }

    public static Topology topology() {
        Topology one = Topology.twoDataCentres();
        List<Topology.Host> hosts = new ArrayList<>(one.hosts().stream()
                .map(host -> switch (host.name()) {
                    case Topology.CLIENT -> clients(host);
                    case Topology.EDGE -> edge();
                    default -> host;
                })
                .toList());
        List<Topology.Link> links = new ArrayList<>(one.links());
        BALANCERS.stream().skip(1).forEach(balancer -> {
            hosts.add(endHost(balancer.name(), balancer.address(), balancer.router()));
            links.add(link(balancer.name(), "eth0", Topology.EDGE, balancer.port()));
        });
        return new Topology(hosts, one.servers(), links, one.ipv6());
    }

    private static Topology.Host clients(Topology.Host host) {
        Stream<String> more = IntStream.rangeClosed(1, MORE_CLIENTS)
                .mapToObj(number -> "addr add " + client(number) + "/24 dev eth0");
        return new Topology.Host(
                host.name(),
                host.bridge(),
                Stream.concat(host.ip().stream(), more).toList());
    }

    private static Topology.Host edge() {
        List<String> lines = new ArrayList<>();
        BALANCERS.stream().map(Balancer::bridge).distinct().forEach(bridge -> {
            lines.add("link add " + bridge + " type bridge mcast_snooping 0");
            lines.add("link set " + bridge + " up");
        });
        BALANCERS.forEach(balancer -> lines.add("link set " + balancer.port() + " master " + balancer.bridge()));
        BALANCERS.stream()
                .map(balancer -> "addr add " + balancer.router() + "/24 dev " + balancer.bridge())
                .distinct()
                .forEach(lines::add);
        lines.addAll(List.of(
                "addr add 203.0.113.254/24 dev client",
                "addr add 10.255.0.1/30 dev core",
                "route add 10.10.10.0/24 via 10.255.0.2",
                "route add 10.20.10.0/24 via 10.255.0.2"));
        return new Topology.Host(Topology.EDGE, "", lines);
    }
}
