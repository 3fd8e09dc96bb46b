// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.Locale;

/// What other routers should make of a VIP's route. The filters of routing daemons tell the states by the
/// metric of the route in the kernel.
public enum RouteState {
    /// Send packets here.
    ANNOUNCED(7600),
    /// Send packets elsewhere where another balancer has the route: this one is about to go (RFC 8326).
    LEAVING(7601),
    /// There is no route.
    WITHDRAWN(0);

    private final int metric;

    RouteState(int metric) {
        this.metric = metric;
    }

    /// @return 0 where there is no route
    public int metric() {
        return metric;
    }

    /// The word of every output: `announced`, `leaving`, `withdrawn`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
