// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.Locale;

/// The state of a VIP's route, as other routers should see it. Filters in routing daemons recognise the state
/// by the metric of the kernel route.
public enum RouteState {
    /// Routers should send packets here.
    ANNOUNCED(7600),
    /// Routers should prefer another balancer, because this route is about to be withdrawn (RFC 8326).
    LEAVING(7601),
    /// There is no route.
    WITHDRAWN(0);

    private final int metric;

    RouteState(int metric) {
        this.metric = metric;
    }

    /// @return the metric; 0 if there is no route
    public int metric() {
        return metric;
    }

    /// The word in every output: `announced`, `leaving`, `withdrawn`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
