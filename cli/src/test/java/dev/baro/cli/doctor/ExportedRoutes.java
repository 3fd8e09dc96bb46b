// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.route.RouteList;
import dev.baro.core.route.RouteList.Export;
import dev.baro.core.route.RouteList.Exports;
import dev.baro.core.route.RouteList.RouteEntry;
import dev.baro.core.route.RouteList.WithExports;
import java.util.List;

/// The route of one VIP, and what a routing daemon does with it.
final class ExportedRoutes {
    private ExportedRoutes() {}

    /// @param daemon that answers, or nothing
    /// @param prefix that it gives to a router
    static WithExports of(String daemon, String prefix) {
        RouteEntry route = new RouteEntry("store", "203.0.113.100/32", "announced", "", "2026-01-01T00:00:00Z", 20);
        RouteList routes = new RouteList(176, false, List.of(route), List.of(), List.of());
        return new WithExports(
                routes,
                daemon.isEmpty()
                        ? new Exports(List.of(), List.of(), List.of("BIRD: there is no /run/bird/bird.ctl"))
                        : new Exports(List.of(new Export(prefix, "up4")), List.of(daemon), List.of()));
    }
}
