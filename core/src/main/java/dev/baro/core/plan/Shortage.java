// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A VIP with fewer usable real servers than it needs, which another balancer should serve. A server counts if
/// it takes new sessions on at least one port of the VIP, with overrides applied. A standby server also counts,
/// because it is called before the VIP is short.
///
/// @param usable the number of usable servers
/// @param need   the number of usable servers that the VIP needs
public record Shortage(String vip, int usable, int need) {

    /// @return every shortage, in the order of the configuration
    public static List<Shortage> of(State state) {
        return each(state, _ -> true).filter(Shortage::isShort).toList();
    }

    /// @return every shortage, except those of VIPs that may have enough servers once each server
    /// has its first verdict
    public static List<Shortage> certain(State state) {
        Map<String, RealServer> servers = state.config().serversByName();
        return each(state, vip -> !mayBeServed(state, vip, servers))
                .filter(Shortage::isShort)
                .toList();
    }

    private static boolean mayBeServed(State state, Vip vip, Map<String, RealServer> servers) {
        int need = vip.options().need();
        return of(vip, servers)
                        .filter(server -> state.isReady(vip, server) || state.isUndecided(vip, server))
                        .limit(need)
                        .count()
                == need;
    }

    /// @return the state of every VIP, short or not, in the order of the configuration
    public static List<Shortage> ofEach(State state) {
        return each(state, _ -> true).toList();
    }

    /// The shortages caused by a change of one server: VIPs with fewer usable servers than before, and
    /// fewer than they need. A VIP that is short for another reason, or has no fewer servers than
    /// before, does not count.
    ///
    /// @param after the state after the change, with the same VIPs
    public static List<Shortage> caused(State before, State after, String server) {
        Predicate<Vip> concerned = vip -> vip.servers().contains(server);
        Map<String, Integer> usable =
                each(before, concerned).collect(Collectors.toMap(Shortage::vip, Shortage::usable));
        return each(after, concerned)
                .filter(Shortage::isShort)
                .filter(vip -> vip.usable() < usable.getOrDefault(vip.vip(), 0))
                .toList();
    }

    private boolean isShort() {
        return usable < need;
    }

    private static Stream<Shortage> each(State state, Predicate<Vip> concerned) {
        Map<String, RealServer> servers = state.config().serversByName();
        return state.config().vips().stream()
                .filter(concerned)
                .map(vip -> new Shortage(
                        vip.name(),
                        (int) usable(state, vip, servers).count(),
                        vip.options().need()));
    }

    /// @param servers the servers of the state's configuration
    static Stream<RealServer> usable(State state, Vip vip, Map<String, RealServer> servers) {
        return of(vip, servers).filter(server -> state.isReady(vip, server));
    }

    private static Stream<RealServer> of(Vip vip, Map<String, RealServer> servers) {
        return vip.servers().stream().map(servers::get).filter(Objects::nonNull);
    }
}
