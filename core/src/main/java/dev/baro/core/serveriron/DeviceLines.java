// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.Set;

/// Lines of a whole device configuration that are not about load balancing: interfaces, users, logging and the like.
final class DeviceLines {
    /// First words of lines that stand alone.
    private static final Set<String> SINGLE = words("""
            aaa access-list arp banner boot chassis clock console crypto crypto-ssl default-vlan-id
            enable global-protocol-vlan hostname ip ipv6 lldp logging mac module no ntp password
            radius-server service session sflow snmp-server sntp spanning-tree ssh
            static-mac-address system-max tacacs-server telnet tftp username ver version
            web-management
            """);

    /// First words of lines that others belong to.
    private static final Set<String> BLOCK = words("""
            context csw-policy csw-rule gslb healthck http interface route-map router ssl trunk vlan
            vlan-group
            """);

    private DeviceLines() {}

    static boolean opensBlock(Line line) {
        return BLOCK.contains(line.keyword());
    }

    static boolean contains(Line line) {
        return SINGLE.contains(line.keyword()) || opensBlock(line);
    }

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.strip().split("\\s+", -1)));
    }
}
