// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.config.Config;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A server, and the DSCP values to test on the path to the server.
///
/// @param vips the names of the VIPs by DSCP value, 1..63; none for a value that no VIP uses
record Target(String server, IpAddress address, SortedMap<Integer, List<String>> vips) {

    /// @param all whether to test all values, not only those in use
    static List<Target> of(Config config, boolean all) {
        return config.servers().stream()
                .filter(server -> server.method() == ForwardingMethod.DSCP)
                .map(server -> of(config, server, all))
                .filter(target -> !target.vips().isEmpty())
                .toList();
    }

    private static Target of(Config config, RealServer server, boolean all) {
        SortedMap<Integer, List<String>> vips = new TreeMap<>();
        for (Vip vip : config.vips()) {
            if (vip.servers().contains(server.name()) && !vip.dscp().isNone()) {
                vips.computeIfAbsent(vip.dscp().codePoint(), _ -> new ArrayList<>())
                        .add(vip.name());
            }
        }
        if (all && !vips.isEmpty()) {
            IntStream.rangeClosed(Dscp.MIN, Dscp.MAX).forEach(dscp -> vips.putIfAbsent(dscp, List.of()));
        }
        return new Target(server.name(), server.address(), vips);
    }

    List<Integer> values() {
        return List.copyOf(vips.keySet());
    }

    List<String> vips(int dscp) {
        return Map.copyOf(vips).getOrDefault(dscp, List.of());
    }
}
