// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.core.api.Page;
import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.ServerRates;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.model.Vip;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Creates the row for one VIP in the page's list.
final class VipRow {
    private VipRow() {}

    static Page.Row of(VipStatus vip, Vip configured, VipRates rates, Optional<Map<String, Double>> drops) {
        int need = configured.options().need();
        return new Page.Row(
                vip.name(),
                vip.address(),
                vip.dscpText(),
                vip.scheduler(),
                vip.ports().stream()
                        .map(port -> port.name() + " " + port.protocol() + " " + port.port())
                        .toList(),
                state(vip, need),
                vip.members(),
                vip.usable(),
                need,
                vip.unwell(),
                rounded(rates.rates().now()),
                spread(vip, rates),
                vip.ports().stream().mapToLong(PortStatus::sessionsActive).sum(),
                vip.ports().stream().anyMatch(PortStatus::sessionsEstimated),
                drops,
                sites(vip));
    }

    private static String state(VipStatus vip, int need) {
        if (vip.usable() == 0) {
            return "out";
        }
        if (vip.usable() < need) {
            return "short";
        }
        return vip.unwell() > 0 ? "unwell" : "ok";
    }

    private static List<Page.Site> sites(VipStatus vip) {
        Map<String, List<ServerStatus>> byName = vip.servers().stream()
                .collect(Collectors.groupingBy(ServerStatus::dataCentre, TreeMap::new, Collectors.toList()));
        return byName.entrySet().stream()
                .map(entry -> new Page.Site(entry.getKey(), entry.getValue().size(), (int) entry.getValue().stream()
                        .filter(ServerStatus::takesNewSessions)
                        .count()))
                .toList();
    }

    private static Optional<Double> spread(VipStatus vip, VipRates rates) {
        List<ServerStatus> usable =
                vip.servers().stream().filter(ServerStatus::takesNewSessions).toList();
        if (usable.size() < 2
                || usable.stream().map(ServerStatus::weight).distinct().count() > 1) {
            return Optional.empty();
        }
        Map<String, Double> sessions = rates.servers().stream()
                .collect(Collectors.toMap(
                        ServerRates::name, each -> each.rates().minute().sessions()));
        DoubleSummaryStatistics each = usable.stream()
                .mapToDouble(server -> sessions.getOrDefault(server.name(), 0.0))
                .summaryStatistics();
        return Optional.of(rounded(each.getMax() - each.getMin()));
    }

    private static Rate rounded(Rate rate) {
        return new Rate(rounded(rate.packets()), Math.round(rate.bits()), rounded(rate.sessions()));
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
