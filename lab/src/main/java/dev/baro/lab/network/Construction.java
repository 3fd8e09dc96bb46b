// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Expresses a topology as commands of `ip`, `sysctl` and `ethtool`. It executes nothing itself: other
/// code runs the result.
public record Construction(Topology topology, Names names) {
    /// Routers and the balancer forward packets, and real servers do not. No host filters by source, because an
    /// answer leaves through a different interface from the one on which its request arrived. The client
    /// requests ECN, so that there are bits to preserve. Loss probes are off, so that a retransmission
    /// indicates a loss and not just a busy machine.
    private static final String SETTINGS = "sysctl -q -w net.ipv4.conf.all.rp_filter=0"
            + " net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0"
            + " net.ipv4.conf.default.send_redirects=0 net.ipv4.tcp_ecn=1 net.ipv4.tcp_early_retrans=0";

    private static final String WITHOUT_IPV6 =
            "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1";
    /// Makes an address valid immediately, instead of after a second of duplicate address detection.
    private static final String WITH_IPV6 =
            "sysctl -q -w net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.forwarding=";

    /// Offloads are off, because XDP on a veth, and the captures, see frames at a point before a network card
    /// would compute checksums or segment them.
    private static final String WIRE_FRAMES = " tx off tso off gso off gro off";

    /// One `ip -batch` that creates all namespaces, and all links directly in them, so that no link appears in
    /// the host's own network.
    public String creation() {
        List<String> lines = new ArrayList<>();
        topology.hosts().forEach(host -> lines.add("netns add " + netns(host.name())));
        topology.links()
                .forEach(link -> lines.add("link add " + link.left().name()
                        + " netns " + netns(link.left().host())
                        + " type veth peer name " + link.right().name()
                        + " netns " + netns(link.right().host())));
        return text(lines);
    }

    /// A shell script that must be run inside the host's namespace.
    ///
    /// @param passProgram the object file with the XDP program that passes everything
    public String setUp(Topology.Host host, String passProgram) {
        List<String> interfaces = topology.interfaces(host.name());
        int routes =
                topology.servers().stream().anyMatch(server -> server.name().equals(host.name())) ? 0 : 1;
        List<String> lines = new ArrayList<>(List.of(
                "set -eu",
                "sysctl -q -w net.ipv4.ip_forward=" + routes,
                SETTINGS,
                topology.ipv6() ? WITH_IPV6 + routes : WITHOUT_IPV6));
        if (topology.ipv6()) {
            interfaces.forEach(name -> lines.add("sysctl -q -w net.ipv6.conf." + name + ".accept_dad=0"));
        }
        lines.addAll(List.of("ip -batch - <<'END'", "link set lo up"));
        if (!host.bridge().isEmpty()) {
            lines.add("link add " + host.bridge() + " type bridge mcast_snooping 0");
            lines.add("link set " + host.bridge() + " up");
            interfaces.stream().skip(1).forEach(name -> lines.add("link set " + name + " master " + host.bridge()));
        }
        interfaces.forEach(name -> lines.add("link set " + name + " up"));
        lines.addAll(host.ip());
        lines.add("END");
        if (host.name().equals(Topology.EDGE)) {
            lines.add("ip link set dev " + Topology.EDGE_TO_BALANCER + " xdpdrv obj " + passProgram + " sec xdp");
        }
        interfaces.forEach(name -> lines.add("ethtool -K " + name + WIRE_FRAMES));
        return text(lines);
    }

    /// One `ip -batch` that removes the given namespaces and everything in them.
    public static String removal(List<Namespace> namespaces) {
        return text(namespaces.stream()
                .map(namespace -> "netns del " + namespace.name())
                .toList());
    }

    private String netns(String host) {
        return names.namespace(host).name();
    }

    private static String text(List<String> lines) {
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
