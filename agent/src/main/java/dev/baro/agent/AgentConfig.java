// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import java.util.List;

/// What should be true on this server.
///
/// @param vips       each address and DSCP once; never one DSCP for two VIPs of a family
/// @param interfaces where marked packets may come in; empty means anywhere
/// @param addresses  the server's own addresses that marked packets are sent to; a family without one means every
///                   local address of that family
/// @param allow      VIPs lie within these; empty means no limit
record AgentConfig(List<ServedVip> vips, List<String> interfaces, List<IpAddress> addresses, List<Prefix> allow) {
    AgentConfig {
        vips = List.copyOf(vips);
        interfaces = List.copyOf(interfaces);
        addresses = addresses.stream().distinct().sorted().toList();
        allow = List.copyOf(allow);
    }

    AgentConfig withAddresses(List<IpAddress> own) {
        return new AgentConfig(vips, interfaces, own, allow);
    }

    List<IpAddress> addresses(boolean v4) {
        return addresses.stream().filter(a -> a.isV4() == v4).toList();
    }

    List<ServedVip> vips(boolean v4) {
        return vips.stream().filter(v -> v.isV4() == v4).toList();
    }

    /// The VIPs, each once even if it has several DSCPs.
    List<IpAddress> vipAddresses() {
        return vips.stream().map(ServedVip::address).distinct().sorted().toList();
    }

    List<IpAddress> vipAddresses(boolean v4) {
        return vipAddresses().stream().filter(a -> a.isV4() == v4).toList();
    }

    /// The configuration as `agent.yaml` that reads back to an equal one.
    String yaml() {
        StringBuilder text = new StringBuilder("version: 1\nvips:");
        text.append(vips.isEmpty() ? " []\n" : "\n");
        for (ServedVip vip : vips) {
            text.append("  - {address: \"%s\", dscp: %d"
                    .formatted(vip.address(), vip.dscp().codePoint()));
            text.append(vip.ports().isEmpty() ? "" : ", ports: " + vip.ports());
            text.append(", protocols: ")
                    .append(vip.protocols().stream().map(Protocol::word).toList())
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

    private static List<String> quoted(List<?> values) {
        return values.stream().map(v -> "\"" + v + "\"").toList();
    }
}
