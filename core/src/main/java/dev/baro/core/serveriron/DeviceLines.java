// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lines in a device's full configuration that are not about load balancing, such as interfaces, users and
/// logging, and the text around a configuration in a copied terminal session.
final class DeviceLines {
    /// The first words of single lines.
    private static final Set<String> SINGLE = words("""
            aaa access-list arp banner boot chassis clock console crypto crypto-ssl default-vlan-id
            enable global-protocol-vlan hostname ip ipv6 lldp logging mac module ntp password
            radius-server service session sflow snmp-server sntp spanning-tree ssh
            static-mac-address system-max tacacs-server telnet tftp username ver version
            web-management
            """);

    /// The first words of lines that begin a block.
    private static final Set<String> BLOCK = words("""
            context csw-policy csw-rule gslb healthck http interface route-map router ssl trunk vlan
            vlan-group
            """);

    private static final Set<String> ALL =
            Stream.concat(SINGLE.stream(), BLOCK.stream()).collect(Collectors.toUnmodifiableSet());

    /// Lines that never contain a secret, so that messages may show them in full.
    private static final Set<String> OPEN = words("""
            boot chassis clock context csw-policy csw-rule healthck hostname interface module system-max trunk ver
            version vlan vlan-group
            """);

    /// Commands without settings.
    private static final Set<String> COMMANDS =
            words("configure conf config show sh write wr copy terminal term skip-page-display");

    /// The first words of the device's output before a configuration.
    private static final Set<String> PRINTED = words("building current startup");

    /// A shorter word may come from ordinary text, so it must not be recognised as a device line.
    static final int SHORTEST = 3;

    private DeviceLines() {}

    static boolean opensBlock(Line line) {
        return BLOCK.contains(line.keyword());
    }

    static boolean contains(Line line) {
        return SINGLE.contains(line.keyword()) || opensBlock(line);
    }

    static Set<String> words() {
        return ALL;
    }

    static boolean mayBegin(String word) {
        String begun = word.toLowerCase(Locale.ROOT);
        return begun.length() >= SHORTEST && ALL.stream().anyMatch(known -> known.startsWith(begun));
    }

    /// Whether the line comes from the terminal session rather than the configuration.
    static boolean isOfTerminal(Line line) {
        boolean enable =
                line.size() == 1 && (line.first().is("enable") || line.first().is("en"));
        return COMMANDS.contains(line.keyword()) || enable || isPrinted(line);
    }

    /// Whether the device printed the line: `Building configuration...`, `Current configuration : 5045 bytes`.
    static boolean isPrinted(Line line) {
        return PRINTED.contains(line.keyword())
                && line.size() > 1
                && line.word(1).text().toLowerCase(Locale.ROOT).startsWith("configuration");
    }

    /// The line's name in a message: its first word, because the rest may be secret.
    static String kind(Line line) {
        return OPEN.contains(line.keyword()) || line.size() == 1
                ? line.text()
                : line.first().text() + " …";
    }

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.strip().split("\\s+", -1)));
    }
}
