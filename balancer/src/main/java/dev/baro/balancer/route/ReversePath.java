// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Checks whether the kernel drops packets based on the route to their source (`rp_filter` in ip-sysctl). If
/// there is a blackhole route in the main table, either of the two filter modes makes the kernel drop each ping
/// reply that a real server sends from the VIP.
final class ReversePath {
    private static final Path CONF = Path.of("/proc/sys/net/ipv4/conf");
    private static final Set<String> NO_INTERFACES = Set.of("all", "default", "lo");

    private ReversePath() {}

    /// @return the interface that filters and the command to type; empty if no interface filters
    static String filtered() {
        if (isOn("all")) {
            return sentence("all");
        }
        try (DirectoryStream<Path> names = Files.newDirectoryStream(CONF)) {
            for (Path each : names) {
                String name = String.valueOf(each.getFileName());
                if (!NO_INTERFACES.contains(name) && isOn(name)) {
                    return sentence(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return "rp_filter cannot be read: " + e.getMessage();
        }
        return "";
    }

    private static String sentence(String name) {
        return "rp_filter of " + name + " would drop pings answered from the VIP, because routes.table is main; type:"
                + " sysctl -w net.ipv4.conf." + name + ".rp_filter=0";
    }

    private static boolean isOn(String name) {
        try {
            return !Files.readString(CONF.resolve(name).resolve("rp_filter"))
                    .strip()
                    .equals("0");
        } catch (IOException e) {
            return false; // the interface has just been removed
        }
    }
}
