// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Startup;
import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.Announcements;
import dev.baro.core.route.RouteList;
import dev.baro.core.route.RouteList.RouteEntry;
import java.time.temporal.ChronoUnit;

/// Reports the routes of VIPs for the API.
///
/// @param everyVip whether an operator has withdrawn every VIP
public record RouteReport(Startup startup, Config config, Announcements view, boolean everyVip) {
    public RouteList list() {
        return new RouteList(
                config.routes().table(),
                everyVip,
                view.all().stream().map(this::entry).toList(),
                config.vips().stream()
                        .map(Vip::name)
                        .filter(name -> !config.routes().announces(name))
                        .toList(),
                view.trouble());
    }

    private RouteEntry entry(Announcement route) {
        return new RouteEntry(
                route.vip(),
                route.address() + (route.address().isV4() ? "/32" : "/128"),
                route.state().word(),
                route.reason(),
                startup.wallTime(route.sinceNs())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                route.state().metric());
    }

    static MetricFamily metrics(Announcements view) {
        MetricFamily announced = MetricFamily.gauge(
                "baro_route_announced",
                "Whether the route of a VIP is passed to the routing daemon, for VIPs that should be announced.",
                "vip");
        view.all().forEach(route -> announced.add(route.hasRoute() ? 1 : 0, route.vip()));
        return announced;
    }
}
