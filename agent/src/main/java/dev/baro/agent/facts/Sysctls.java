// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.host.Commands;
import java.util.HashMap;
import java.util.Map;

/// The kernel settings of this network namespace that affect a VIP's packets.
///
/// @param values the values by name, from `sysctl -a`; a dot in an interface name becomes a slash
public record Sysctls(Map<String, String> values) {
    private static final String PATTERN = "^net\\.(ipv4\\.conf\\..*\\.(rp_filter|arp_ignore|arp_announce)"
            + "|ipv4\\.icmp_echo_ignore_all|ipv6\\.icmp\\.echo_ignore_all|ipv6\\.conf\\..*\\.disable_ipv6"
            + "|netfilter\\.nf_conntrack_(count|max))$";

    public Sysctls {
        values = Map.copyOf(values);
    }

    public static Sysctls read(Commands commands) {
        Map<String, String> values = new HashMap<>();
        commands.run("sysctl", "-a", "-r", PATTERN).lines().forEach(line -> {
            int equals = line.indexOf(" = ");
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 3).strip());
            }
        });
        return new Sysctls(values);
    }

    /// @return the value; 0 if the kernel does not have the setting
    public long number(String name) {
        String value = values.getOrDefault(name, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    /// The larger of the values for `all` and for the interface, which is the effective value for rp_filter,
    /// arp_ignore and arp_announce (include/linux/inetdevice.h, IN_DEV_MAXCONF).
    public long effective(String what, String device) {
        return Math.max(number("net.ipv4.conf.all." + what), number(name(what, device)));
    }

    public static String name(String what, String device) {
        return "net.ipv4.conf." + device.replace('.', '/') + "." + what;
    }
}
