// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.ServedVip;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The properties by which a firewall distinguishes the packets of a VIP's clients: the protocol, and the port
/// or the ICMP type.
///
/// @param protocol the number of the Internet protocol
/// @param port     the port; 0 if unknown, and for ICMP
/// @param type     the ICMP type; 0 for other protocols, and for the answer to a ping over IPv4
public record PacketKind(int protocol, int port, int type) {
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final Map<Integer, Integer> ANSWERS = Map.of(8, 0, 128, 129);

    /// The packets of a VIP's clients and health probes: connections, datagrams if a service
    /// accepts them, and pings.
    static List<PacketKind> of(ServedVip vip, Sockets sockets) {
        List<PacketKind> kinds = new ArrayList<>();
        List<Integer> ports = vip instanceof ServedVip.Marked marked ? marked.ports() : List.of();
        for (Protocol protocol : Protocol.values()) {
            boolean wanted = !(vip instanceof ServedVip.Marked marked)
                    || marked.protocols().contains(protocol);
            List<Integer> served = ports.isEmpty() ? sockets.ports(protocol, vip.address()) : ports;
            served.stream()
                    .filter(port -> wanted && isServed(protocol, vip.address(), port, sockets))
                    .map(port -> new PacketKind(protocol.number(), port, 0))
                    .forEach(kinds::add);
            if (served.isEmpty() && wanted && protocol == Protocol.TCP) {
                kinds.add(new PacketKind(protocol.number(), 0, 0));
            }
        }
        kinds.add(vip.isV4() ? new PacketKind(ICMP, 0, 8) : new PacketKind(ICMP6, 0, 128));
        return kinds;
    }

    /// The command line cannot specify protocols, so a port stands for both TCP and UDP, although
    /// few services use both.
    private static boolean isServed(Protocol protocol, IpAddress vip, int port, Sockets sockets) {
        return protocol == Protocol.TCP || sockets.listeners().stream().anyMatch(l -> l.hears(protocol, vip, port));
    }

    public boolean isPing() {
        return protocol == ICMP || protocol == ICMP6;
    }

    /// The nft condition for these packets, or for their answers: `tcp dport 80`.
    public String condition(boolean answers) {
        if (isPing()) {
            return protocol == ICMP
                    ? "icmp type echo-" + (answers ? "reply" : "request")
                    : "icmpv6 type echo-" + (answers ? "reply" : "request");
        }
        return port == 0 ? "meta l4proto " + word() : word() + (answers ? " sport " : " dport ") + port;
    }

    /// The same condition for iptables: `-p tcp --dport 80`.
    public String legacyCondition(boolean answers) {
        if (isPing()) {
            return protocol == ICMP
                    ? "-p icmp --icmp-type echo-" + (answers ? "reply" : "request")
                    : "-p ipv6-icmp --icmpv6-type echo-" + (answers ? "reply" : "request");
        }
        return "-p " + word() + (port == 0 ? "" : (answers ? " --sport " : " --dport ") + port);
    }

    /// The usual name of these packets: `tcp port 80`.
    public String label() {
        return isPing() ? "pings" : word() + (port == 0 ? "" : " port " + port);
    }

    PacketKind answered() {
        return new PacketKind(protocol, port, ANSWERS.getOrDefault(type, type));
    }

    /// The known fields of the packets, under nft's names; a field that the packets lack has an empty list.
    ///
    /// @param which `dport` or `sport`: the field with the service's port
    Map<String, List<String>> fields(boolean v4, String which) {
        Map<String, List<String>> fields = new HashMap<>();
        List<String> number = List.of(Integer.toString(protocol));
        fields.put("meta l4proto", number);
        fields.put(v4 ? "ip protocol" : "ip6 nexthdr", number);
        fields.put("meta nfproto", List.of(v4 ? "2" : "10"));
        fields.put("tcp flags", List.of());
        fields.put("icmp type", protocol == ICMP ? List.of(Integer.toString(type)) : List.of());
        fields.put("icmpv6 type", protocol == ICMP6 ? List.of(Integer.toString(type)) : List.of());
        for (Protocol each : Protocol.values()) {
            if (each.number() != protocol) {
                fields.put(each.word() + " dport", List.of());
                fields.put(each.word() + " sport", List.of());
            } else if (port != 0) {
                fields.put(each.word() + " " + which, List.of(Integer.toString(port)));
            }
        }
        if (port != 0) {
            fields.put("th " + which, List.of(Integer.toString(port)));
        } else if (isPing()) {
            fields.put("th dport", List.of());
            fields.put("th sport", List.of());
        }
        return fields;
    }

    private String word() {
        return protocol == Protocol.TCP.number() ? Protocol.TCP.word() : Protocol.UDP.word();
    }
}
