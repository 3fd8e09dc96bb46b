// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;
import java.util.Objects;

/// The routes of VIPs, as returned by `GET /v1/routes` and by every request that changes them.
///
/// @param table       the kernel's table in which the routing daemon finds the routes
/// @param everyVip    whether an operator has withdrawn every VIP from this balancer
/// @param routes      the routes of the VIPs to announce, in the order of the configuration
/// @param unannounced the VIPs that the configuration excludes from announcement
/// @param trouble     the routes that the kernel refuses, or data that cannot be stored, one sentence each
public record RouteList(
        int table, boolean everyVip, List<RouteEntry> routes, List<String> unannounced, List<String> trouble) {
    public RouteList {
        routes = List.copyOf(routes);
        unannounced = List.copyOf(unannounced);
        trouble = List.copyOf(trouble);
    }

    /// @param prefix `203.0.113.100/32`
    /// @param state  `announced`, `leaving` or `withdrawn`
    /// @param reason the reason why the route is not announced; empty while it is
    /// @param since  ISO 8601, UTC
    /// @param metric the metric of the route in the kernel; 0 if there is no route
    public record RouteEntry(String vip, String prefix, String state, String reason, String since, int metric) {
        /// Whether other routers should keep sending packets here.
        public boolean announced() {
            return state.equals("announced");
        }

        public boolean hasRoute() {
            return metric != 0;
        }
    }

    /// The body of `PUT /v1/routes/state`. Fields that the request omits are empty or false.
    ///
    /// @param state  `withdrawn` or `announced`
    /// @param vip    the VIP concerned; empty for every VIP
    /// @param atOnce whether to skip the phase in which the route is announced as being about to go
    /// @param reason the reason in the operator's words
    public record Change(String state, String vip, boolean atOnce, String reason) {
        public Change {
            state = Objects.requireNonNullElse(state, "");
            vip = Objects.requireNonNullElse(vip, "");
            reason = Objects.requireNonNullElse(reason, "");
        }
    }

    /// The view of the routing daemons on this host.
    ///
    /// @param all         every prefix that a routing daemon exports to a router
    /// @param asked       the daemons that answered: `BIRD`, `FRR`
    /// @param notLookedAt the reasons why other daemons were not queried, one sentence each
    public record Exports(List<Export> all, List<String> asked, List<String> notLookedAt) {
        public Exports {
            all = List.copyOf(all);
            asked = List.copyOf(asked);
            notLookedAt = List.copyOf(notLookedAt);
        }

        /// @return the protocols and neighbours that get the prefix
        public List<String> of(String prefix) {
            return all.stream()
                    .filter(export -> export.prefix().equals(prefix))
                    .map(Export::to)
                    .distinct()
                    .toList();
        }
    }

    /// @param to a BIRD protocol or an FRR neighbour
    public record Export(String prefix, String to) {}

    /// The output of `baro route list -o json`.
    public record WithExports(RouteList routes, Exports exports) {}
}
