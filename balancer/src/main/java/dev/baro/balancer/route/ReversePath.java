// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Whether the kernel drops packets based on the route to their source (`rp_filter` of ip-sysctl): with a
/// blackhole route in the main table, it drops each ping that a real server answers from the VIP, whichever of
/// the two filters is on.
final class ReversePath {
    private static final Path CONF = Path.of("/proc/sys/net/ipv4/conf");
    private static final Set<String> NO_INTERFACES = Set.of("all", "default", "lo");

    private ReversePath() {}

    /// @return the filtering interface and the command to type; empty if none filters
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
            return false; // the interface has just gone
        }
    }
}
