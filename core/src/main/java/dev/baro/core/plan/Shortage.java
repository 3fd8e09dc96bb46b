// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A VIP that has fewer usable real servers than it needs: it is better served by another balancer. A
/// server counts when it takes new sessions on at least one port of the VIP.
///
/// @param usable how many there are
/// @param need   how many there should be
public record Shortage(String vip, int usable, int need) {

    /// @return every shortage, in the order of the configuration
    public static List<Shortage> of(State state) {
        Map<String, RealServer> servers = new HashMap<>();
        state.config().servers().forEach(server -> servers.put(server.name(), server));
        return state.config().vips().stream()
                .map(vip -> new Shortage(
                        vip.name(), usable(vip, servers, state), vip.options().need()))
                .filter(vip -> vip.usable() < vip.need())
                .toList();
    }

    private static int usable(Vip vip, Map<String, RealServer> servers, State state) {
        return (int) vip.servers().stream()
                .map(servers::get)
                .filter(RealServer::takesNewSessions)
                .filter(server -> vip.ports().stream()
                        .anyMatch(port ->
                                state.health().usable(new ServiceMember(vip.name(), port.name(), server.name()))))
                .count();
    }
}
