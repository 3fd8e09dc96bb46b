// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.SessionList;
import dev.baro.core.api.SessionList.ServerSessions;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Shows services and members in the format of `ipvsadm -Ln`, for programs that parse it.
record IpvsadmView(Status status, SessionList sessions, ServerList servers) {
    static final String LEFT_OUT =
            "the form ipvsadm cannot show marks, health, verdicts and drains: a real server that takes no new"
                    + " sessions has weight 0, and with maglev the counts are estimates";

    private static final Set<String> INACTIVE = Set.of("half-open", "udp-new", "closing", "copy");

    private record Port(String vip, String port) {}

    List<String> lines() {
        Map<Port, List<ServerSessions>> counted =
                sessions.servers().stream().collect(Collectors.groupingBy(each -> new Port(each.vip(), each.port())));
        Map<String, String> methods =
                servers.servers().stream().collect(Collectors.toMap(ServerSummary::name, ServerSummary::method));
        List<String> lines = new ArrayList<>();
        lines.add("IP Virtual Server version 1.2.1 (size=" + sessions.table().places() + ")");
        lines.add("Prot LocalAddress:Port Scheduler Flags");
        lines.add("  -> " + row("RemoteAddress:Port", "Forward", "Weight", "ActiveConn", "InActConn"));
        for (VipStatus vip : status.vips()) {
            Map<String, ServerStatus> members =
                    vip.servers().stream().collect(Collectors.toMap(ServerStatus::name, Function.identity()));
            for (PortStatus port : vip.ports()) {
                lines.add(port.protocol().toUpperCase(Locale.ROOT) + "  " + endpoint(vip.address(), port) + " "
                        + scheduler(vip.scheduler()));
                counted.getOrDefault(new Port(vip.name(), port.name()), List.of()).stream()
                        .flatMap(each -> Optional.ofNullable(members.get(each.server())).stream()
                                .map(member -> member(member, port, each, methods)))
                        .forEach(lines::add);
            }
        }
        return lines;
    }

    private static String member(
            ServerStatus member, PortStatus port, ServerSessions counted, Map<String, String> methods) {
        long inactive = counted.states().entrySet().stream()
                .filter(state -> INACTIVE.contains(state.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return "  -> "
                + row(
                        endpoint(member.address(), port),
                        forward(methods.getOrDefault(member.name(), "")),
                        Integer.toString(member.takesNewSessions() ? member.weight() : 0),
                        Long.toString(Math.max(0, counted.active() - inactive)),
                        Long.toString(inactive));
    }

    private static String row(String remote, String forward, String weight, String active, String inactive) {
        return "%-30s %-7s %-6s %-10s %-10s"
                .formatted(remote, forward, weight, active, inactive)
                .stripTrailing();
    }

    private static String endpoint(String address, PortStatus port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port.port();
    }

    /// The forwarding method in IPVS terms: IPVS has no word for dscp, which resembles its direct routing.
    private static String forward(String method) {
        return method.equals("ipip") ? "Tunnel" : "Route";
    }

    private static String scheduler(String word) {
        return switch (word) {
            case "round-robin" -> "wrr";
            case "least-connections" -> "wlc";
            case "maglev" -> "mh";
            default -> word;
        };
    }
}
