// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.core.config.PageSettings;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The host names under which browsers may request the page. Foreign names that resolve to this host
/// are excluded (DNS rebinding).
final class KnownHosts {
    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    KnownHosts(PageSettings settings) {
        settings.listen().ifPresent(at -> names.add(name(at.toString())));
        settings.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /// @param host the value of the header `Host`; its port is ignored, because tunnels change it
    boolean knows(String host) {
        return names.contains(name(host));
    }

    /// Whether this origin is that of the daemon's own page.
    ///
    /// @param origin the value of the header `Origin`
    /// @param host   a known host name
    static boolean isSame(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static String name(String host) {
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
