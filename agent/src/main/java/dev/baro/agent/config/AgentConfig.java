// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import java.util.List;

/// The desired state of this server.
///
/// @param vips       the VIPs: each combination of address, DSCP and method at most once, and no DSCP for two
///                   VIPs of the same family
/// @param interfaces the interfaces where marked and tunnel packets arrive; empty for any interface
/// @param addresses  the server's own addresses for these packets; if a family has none, every local
///                   address of that family
/// @param allow      the prefixes in which all VIPs must be; empty for no limit
public record AgentConfig(
        List<ServedVip> vips, List<String> interfaces, List<IpAddress> addresses, List<Prefix> allow) {
    public AgentConfig {
        vips = List.copyOf(vips);
        interfaces = List.copyOf(interfaces);
        addresses = addresses.stream().distinct().sorted().toList();
        allow = List.copyOf(allow);
    }

    public AgentConfig withAddresses(List<IpAddress> own) {
        return new AgentConfig(vips, interfaces, own, allow);
    }

    public List<IpAddress> addresses(boolean v4) {
        return addresses.stream().filter(a -> a.isV4() == v4).toList();
    }

    /// The VIPs that use a mark.
    public List<ServedVip.Marked> marked() {
        return vips.stream()
                .filter(ServedVip.Marked.class::isInstance)
                .map(ServedVip.Marked.class::cast)
                .toList();
    }

    public List<ServedVip.Marked> marked(boolean v4) {
        return marked().stream().filter(v -> v.isV4() == v4).toList();
    }

    public List<IpAddress> markedAddresses(boolean v4) {
        return marked(v4).stream().map(ServedVip::address).distinct().sorted().toList();
    }

    /// The VIPs that use a tunnel.
    public List<IpAddress> tunnelled() {
        return addresses(ForwardingMethod.IPIP);
    }

    public List<IpAddress> addresses(ForwardingMethod method) {
        return vips.stream()
                .filter(v -> v.method() == method)
                .map(ServedVip::address)
                .distinct()
                .sorted()
                .toList();
    }

    /// The addresses of the VIPs, each listed once even if the VIP has several DSCPs.
    public List<IpAddress> vipAddresses() {
        return vips.stream().map(ServedVip::address).distinct().sorted().toList();
    }

    public List<IpAddress> vipAddresses(boolean v4) {
        return vipAddresses().stream().filter(a -> a.isV4() == v4).toList();
    }

    /// The configuration in the form of `agent.yaml`; reading the text back gives an equal configuration.
    public String yaml() {
        StringBuilder text = new StringBuilder("version: 1\nvips:");
        text.append(vips.isEmpty() ? " []\n" : "\n");
        for (ServedVip vip : vips) {
            text.append("  - {address: \"")
                    .append(vip.address())
                    .append("\", ")
                    .append(yaml(vip))
                    .append("}\n");
        }
        return text.append("interfaces: ")
                .append(quoted(interfaces))
                .append("\naddresses: ")
                .append(quoted(addresses))
                .append("\nallow: ")
                .append(quoted(allow))
                .append('\n')
                .toString();
    }

    private static String yaml(ServedVip vip) {
        return switch (vip) {
            case ServedVip.Marked(var _, Dscp dscp, List<Integer> ports, List<Protocol> protocols) ->
                "dscp: " + dscp.codePoint() + (ports.isEmpty() ? "" : ", ports: " + ports) + ", protocols: "
                        + protocols.stream().map(Protocol::word).toList();
            case ServedVip.Tunnelled _, ServedVip.OnSegment _ ->
                "method: " + vip.method().word();
        };
    }

    private static List<String> quoted(List<?> values) {
        return values.stream().map(v -> "\"" + v + "\"").toList();
    }
}
