// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.render;

import dev.baro.agent.config.AgentConfig;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The setup that methods ipip and mac require on a server without an agent, as comments in a file. Method
/// ipip needs the kernel's tunnel devices, one for each combination of outer header, inner header and
/// address of the server.
final class TunnelText {
    private TunnelText() {}

    /// @return the text; empty if every VIP uses a mark
    static String of(AgentConfig config) {
        StringBuilder text = new StringBuilder();
        List<IpAddress> onSegment = config.addresses(ForwardingMethod.MAC);
        if (!onSegment.isEmpty()) {
            text.append("# Method mac needs only the address on lo: ")
                    .append(joined(onSegment))
                    .append('\n');
        }
        if (!config.tunnelled().isEmpty()) {
            text.append("# Method ipip, for ")
                    .append(joined(config.tunnelled()))
                    .append("""
                    : where baro agent does not run,
                    # the kernel's tunnel devices take the outer header off, if it has them. Now and after every boot:
                    """);
            commands(config).forEach(c -> text.append("#   ").append(c).append('\n'));
            if (config.addresses().isEmpty()) {
                text.append("# OWN4 and OWN6 are the server's own addresses that balancers send to; one is enough.\n");
            }
            text.append("# A firewall must let in IP protocols 4 and 41 from the balancers.\n");
        }
        return text.toString();
    }

    /// Both strict and loose reverse path filtering drop packets from a device without an address,
    /// regardless of routes (net/ipv4/fib_frontend.c, `no_addr`). The larger of the values for `all` and
    /// for the device applies.
    private static List<String> commands(AgentConfig config) {
        boolean inner4 = config.tunnelled().stream().anyMatch(IpAddress::isV4);
        boolean inner6 = config.tunnelled().stream().anyMatch(v -> !v.isV4());
        List<String> commands = new ArrayList<>();
        List<String> v4 = own(config, true);
        for (int i = 0; i < v4.size(); i++) {
            if (inner4) {
                commands.addAll(device("baro-ipip" + i, "ipip", v4.get(i)));
                commands.add(unfiltered("baro-ipip" + i));
            }
            if (inner6) {
                commands.addAll(device("baro-sit" + i, "sit", v4.get(i)));
            }
        }
        List<String> v6 = own(config, false);
        for (int i = 0; i < v6.size(); i++) {
            commands.addAll(device("baro-ip6tnl" + i, "ip6tnl mode any", v6.get(i)));
            if (inner4) {
                commands.add(unfiltered("baro-ip6tnl" + i));
            }
        }
        return commands;
    }

    private static List<String> device(String name, String type, String local) {
        return List.of(
                "ip link add name " + name + " type " + type + " local " + local + " remote any",
                "ip link set dev " + name + " up");
    }

    private static String unfiltered(String device) {
        return "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf." + device + ".rp_filter=0";
    }

    private static List<String> own(AgentConfig config, boolean v4) {
        return config.addresses().isEmpty()
                ? List.of(v4 ? "OWN4" : "OWN6")
                : config.addresses(v4).stream().map(IpAddress::toString).toList();
    }

    private static String joined(List<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "));
    }
}
