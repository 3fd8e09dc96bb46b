// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import dev.baro.core.route.RouteList.Exports;
import dev.baro.core.route.RouteList.RouteEntry;
import java.util.List;

/// Checks that the routing daemon exports the VIPs' routes to other routers; without them, no
/// client packets arrive here.
record Exported() implements BalancerCheck {
    @Override
    public String name() {
        return "route";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<RouteEntry> routes = facts.routes().stream()
                .flatMap(seen -> seen.routes().routes().stream())
                .filter(RouteEntry::hasRoute)
                .toList();
        if (routes.isEmpty()) {
            return List.of();
        }
        Exports exports = facts.routes().orElseThrow().exports();
        if (exports.asked().isEmpty()) {
            return List.of(Finding.notLookedAt(
                            name(),
                            "not checked: which routers receive " + counted(routes.size()),
                            String.join("; ", exports.notLookedAt()))
                    .advising("baro route list --help"));
        }
        List<Finding> unheard = routes.stream()
                .filter(route -> exports.of(route.prefix()).isEmpty())
                .map(route -> unheard(route, exports))
                .toList();
        return problemsOr(
                unheard, String.join(" and ", exports.asked()) + " gives " + counted(routes.size()) + " to routers");
    }

    private Finding unheard(RouteEntry route, Exports exports) {
        return Finding.fail(
                        name(),
                        String.join(" and ", exports.asked()) + " gives " + route.prefix() + " of " + route.vip()
                                + " to no router",
                        "clients' packets for it go to other balancers, or nowhere")
                .advising(
                        exports.asked().contains("BIRD") ? "birdc show protocols all" : "vtysh -c 'show bgp summary'");
    }

    private static String counted(int routes) {
        return routes == 1 ? "1 route" : routes + " routes";
    }
}
