// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The VIPs of a configuration with their DSCPs.
public final class Marked {
    private Marked() {}

    /// @param source the user's name for the configuration
    public static List<MarkedVip> of(String source, Config config) {
        Map<String, RealServer> servers =
                config.servers().stream().collect(Collectors.toMap(RealServer::name, server -> server));
        return config.vips().stream()
                .map(vip -> new MarkedVip(
                        source,
                        0,
                        vip.name(),
                        vip.address().toString(),
                        vip.dscp().codePoint(),
                        known(vip, servers)))
                .toList();
    }

    private static List<MarkedServer> known(Vip vip, Map<String, RealServer> servers) {
        return vip.servers().stream()
                .flatMap(name -> Optional.ofNullable(servers.get(name)).stream())
                .filter(server -> server.method() == ForwardingMethod.DSCP)
                .map(server -> new MarkedServer(server.name(), server.address().toString()))
                .toList();
    }
}
