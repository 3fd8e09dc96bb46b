// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.render;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Match;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The rules for iptables-restore on hosts with the DADDR target of yahoo/l3dsr instead of nftables. There is
/// no rule for later fragments, because DADDR would treat bytes of their payload as a checksum and change them.
final class IptablesText {
    /// The maximum number of ports in a multiport match (xt_multiport.h, XT_MULTI_PORTS).
    private static final int PORTS_PER_RULE = 15;

    private IptablesText() {}

    static String of(AgentConfig config) {
        StringBuilder text = new StringBuilder("""
                # Needs the DADDR target: https://github.com/yahoo/l3dsr. Load with iptables-restore --noflush (IPv6:
                # ip6tables-restore --noflush). Datagrams in fragments need nf_defrag_ipv4 or nf_defrag_ipv6, which
                # connection tracking loads: DADDR must not meet a later fragment.
                """);
        for (boolean v4 : List.of(true, false)) {
            if (!config.marked(v4).isEmpty()) {
                text.append(v4 ? "\n# ==> /etc/sysconfig/iptables\n" : "\n# ==> /etc/sysconfig/ip6tables\n");
                text.append(family(config, v4));
            }
        }
        return text.toString();
    }

    private static String family(AgentConfig config, boolean v4) {
        List<String> rules = config.marked(v4).stream()
                .flatMap(v -> rules(config, v).stream())
                .toList();
        String clear = config.markedAddresses(v4).stream()
                .map(v -> "-A POSTROUTING -s " + ServedVip.hostPrefix(v) + " -j DSCP --set-dscp 0\n")
                .collect(Collectors.joining());
        String keep = config.markedAddresses(v4).stream()
                .map(v -> "-A FORWARD -d " + ServedVip.hostPrefix(v) + " -m dscp ! --dscp 0 -j DROP\n")
                .collect(Collectors.joining());
        String old = rules.stream().map(r -> "#" + r + "\n").collect(Collectors.joining());
        return "*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                + String.join("\n", rules)
                + "\nCOMMIT\n# The mark does not leave the server again, nor a packet for a VIP that the server has lost.\n"
                + "*mangle\n:PREROUTING ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n"
                + keep
                + clear
                + "COMMIT\n"
                + "# An xt_DADDR before 0.9.0 is made for table mangle. That is after connection tracking, so any\n"
                + "# rule of yours that drops state INVALID kills the traffic. In place of the raw table above:\n"
                + "#*mangle\n"
                + old
                + "#COMMIT\n";
    }

    private static List<String> rules(AgentConfig config, ServedVip.Marked vip) {
        List<String> rules = new ArrayList<>();
        for (String place : places(config, vip.isV4())) {
            for (String what : what(vip)) {
                rules.add("-A PREROUTING " + place + what + " -m dscp --dscp "
                        + vip.dscp().codePoint() + " -j DADDR --set-daddr=" + vip.address());
            }
        }
        return rules;
    }

    /// The conditions on a packet's input interface and destination, one for each interface and address.
    private static List<String> places(AgentConfig config, boolean v4) {
        List<String> interfaces = config.interfaces().isEmpty()
                ? List.of("")
                : config.interfaces().stream().map(i -> "-i " + i + " ").toList();
        List<String> addresses = config.addresses(v4).isEmpty()
                ? List.of("-m addrtype --dst-type LOCAL ")
                : config.addresses(v4).stream().map(IptablesText::destination).toList();
        return interfaces.stream()
                .flatMap(i -> addresses.stream().map(a -> i + a))
                .toList();
    }

    private static String destination(IpAddress address) {
        return "-d " + ServedVip.hostPrefix(address) + " ";
    }

    private static List<String> what(ServedVip.Marked vip) {
        List<String> what = new ArrayList<>();
        for (Protocol protocol : vip.protocols()) {
            portLists(vip.ports())
                    .forEach(ports -> what.add(
                            "-p " + protocol.word() + (ports.isEmpty() ? "" : " -m multiport --dports " + ports)));
        }
        String icmp = vip.isV4() ? "-p icmp -m icmp --icmp-type " : "-p ipv6-icmp -m icmp6 --icmpv6-type ";
        Match.controlMessages(vip.isV4()).words().forEach(type -> what.add(icmp + type));
        return what;
    }

    private static List<String> portLists(List<Integer> ports) {
        int rules = Math.max(1, (ports.size() + PORTS_PER_RULE - 1) / PORTS_PER_RULE);
        return IntStream.range(0, rules)
                .mapToObj(i -> ports.subList(i * PORTS_PER_RULE, Math.min(ports.size(), (i + 1) * PORTS_PER_RULE)))
                .map(part -> part.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .toList();
    }
}
