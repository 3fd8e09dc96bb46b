// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.List;
import java.util.Objects;

/// The routes of VIPs, as returned by `GET /v1/routes` and every change of them.
///
/// @param table       the kernel's table in which the routing daemon finds them
/// @param everyVip    whether an operator has withdrawn this balancer from every VIP
/// @param routes      the routes of the VIPs to announce, in the order of the configuration
/// @param unannounced VIPs that the configuration excludes from announcement
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
    /// @param reason the reason why it is not announced; empty while it is
    /// @param since  ISO 8601, UTC
    /// @param metric the metric of the route in the kernel; 0 if there is none
    public record RouteEntry(String vip, String prefix, String state, String reason, String since, int metric) {
        /// Whether packets should arrive here permanently.
        public boolean announced() {
            return state.equals("announced");
        }

        public boolean hasRoute() {
            return metric != 0;
        }
    }

    /// The body of `PUT /v1/routes/state`. Omitted fields are empty or false.
    ///
    /// @param state  `withdrawn` or `announced`
    /// @param vip    the VIP; empty for every VIP
    /// @param atOnce whether to skip the announcement as about to go
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
    /// @param all         every prefix that one of them exports to a router
    /// @param asked       the daemons that answered: `BIRD`, `FRR`
    /// @param notLookedAt the reasons why others were not queried, one sentence each
    public record Exports(List<Export> all, List<String> asked, List<String> notLookedAt) {
        public Exports {
            all = List.copyOf(all);
            asked = List.copyOf(asked);
            notLookedAt = List.copyOf(notLookedAt);
        }

        /// @return the protocols and neighbours that get it
        public List<String> of(String prefix) {
            return all.stream()
                    .filter(export -> export.prefix().equals(prefix))
                    .map(Export::to)
                    .distinct()
                    .toList();
        }
    }

    /// @param to a protocol of BIRD or a neighbour of FRR
    public record Export(String prefix, String to) {}

    /// The output of `baro route list -o json`.
    public record WithExports(RouteList routes, Exports exports) {}
}
