// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The ports that have a name on the device (Brocade Virtual ADX Server Load Balancing
/// Guide 03.1, "Application ports").
final class Ports {
    static final int DNS = 53;
    static final int HTTP = 80;
    static final int SSL = 443;

    private static final List<Known> KNOWN = List.of(
            new Known("ftp", 21, false, true),
            new Known("ssh", 22, false, false),
            new Known("telnet", 23, false, true),
            new Known("smtp", 25, false, true),
            new Known("dns", DNS, true, true),
            new Known("bootps", 67, true, false),
            new Known("tftp", 69, true, false),
            new Known("http", HTTP, false, true),
            new Known("pop2", 109, false, false),
            new Known("pop3", 110, false, true),
            new Known("nntp", 119, false, true),
            new Known("ntp", 123, true, false),
            new Known("imap4", 143, false, true),
            new Known("snmp", 161, true, false),
            new Known("snmp-trap", 162, true, false),
            new Known("ldap", 389, false, true),
            new Known("ssl", SSL, false, true),
            new Known("rtsp", 554, false, true),
            new Known("ldaps", 636, false, false),
            new Known("radius-old", 1645, true, true),
            new Known("mms", 1755, false, true),
            new Known("radius", 1812, true, true),
            new Known("pnm", 7070, false, true));

    private Ports() {}

    /// @param checked whether the device probes the application in addition to the port
    record Known(String name, int port, boolean udp, boolean checked) {}

    static Optional<Known> known(int port) {
        return KNOWN.stream().filter(k -> k.port() == port).findFirst();
    }

    /// The device's name for the port, or the port number.
    static String name(int port) {
        return known(port).map(Known::name).orElseGet(() -> Integer.toString(port));
    }

    /// The full form of a shortened name; any other word is returned unchanged.
    static String written(String word) {
        return begun(word.toLowerCase(Locale.ROOT)).map(Ports::name).orElse(word);
    }

    /// The only port whose name has this prefix.
    private static Optional<Integer> begun(String text) {
        List<Known> all = text.length() < 2
                ? List.of()
                : KNOWN.stream().filter(k -> k.name().startsWith(text)).toList();
        return all.size() == 1 ? Optional.of(all.getFirst().port()) : Optional.empty();
    }

    /// Reads a port's name, which may be shortened, or its number, and reports anything else.
    static Optional<Integer> read(Word word, Problems problems) {
        String text = word.text().toLowerCase(Locale.ROOT);
        Optional<Integer> port = KNOWN.stream()
                .filter(k -> k.name().equals(text))
                .map(Known::port)
                .findFirst()
                .or(() -> Numbers.in(text, 1, 65_535))
                .or(() -> begun(text));
        if (port.isEmpty()) {
            problems.error(
                    word,
                    "there is no port " + word.text(),
                    "a number from 1 to 65535, or a name such as http, ssl, dns, ftp, smtp, ssh");
        }
        return port;
    }
}
