// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.route.Announcement;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Logs each change of a route's state once.
final class RouteLog {
    private RouteLog() {}

    static void changed(List<Announcement> before, List<Announcement> after) {
        Map<String, Announcement> old =
                before.stream().collect(Collectors.toMap(Announcement::vip, Function.identity()));
        for (Announcement now : after) {
            Announcement was = old.remove(now.vip());
            if (was == null || was.state() != now.state() || !was.address().equals(now.address())) {
                tell(now);
            }
        }
        old.values().stream()
                .filter(Announcement::hasRoute)
                .forEach(gone -> withdrawn(gone, "the configuration no longer announces it"));
    }

    private static void tell(Announcement now) {
        switch (now.state()) {
            case ANNOUNCED -> Log.info("ROUTE_ANNOUNCED", "vip", now.vip(), "address", now.address());
            case LEAVING ->
                Log.info("ROUTE_LEAVING", "vip", now.vip(), "address", now.address(), "reason", now.reason());
            case WITHDRAWN -> withdrawn(now, now.reason());
        }
    }

    private static void withdrawn(Announcement route, String reason) {
        Log.warning("ROUTE_WITHDRAWN", "vip", route.vip(), "address", route.address(), "reason", reason);
    }
}
