// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.api.Operator;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.report.ServerReport;
import dev.baro.balancer.report.StatusReport;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.Page;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.model.Vip;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Creates the page's view of one VIP and its members from the counters in the newest frame, without reading
/// the kernel's counters again.
final class VipView {
    private VipView() {}

    /// @return the VIP's view; empty if the configuration has no such VIP
    static Optional<Page.Detail> of(Operator operator, String name) throws TimeoutException, InterruptedException {
        Snapshot snapshot = operator.controller().snapshot();
        Optional<Vip> vip =
                Optional.ofNullable(snapshot.state().config().vipsByName().get(name));
        if (vip.isEmpty()) {
            return Optional.empty();
        }
        long nowNs = operator.nowNs().getAsLong();
        VipStatus status = new StatusReport(operator.startup(), snapshot, nowNs).vipStatus(vip.get());
        VipRates rates = operator.rates()
                .book()
                .list(nowNs, List.of(vip.get()), snapshot.state().config().serversByName(), true, Headroom.NONE)
                .vips()
                .getFirst();
        return Optional.of(new Page.Detail(
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                status,
                rates,
                layers(operator, snapshot, vip.get())));
    }

    private static Map<String, Map<String, String>> layers(Operator operator, Snapshot snapshot, Vip vip)
            throws TimeoutException, InterruptedException {
        return Mailbox.await(operator.health().ask(book -> {
            ServerReport report = new ServerReport(operator.startup(), snapshot.state(), book);
            Map<String, Map<String, String>> layers = new LinkedHashMap<>();
            vip.servers()
                    .forEach(server -> report.summary(server)
                            .map(ServerSummary::layers)
                            .ifPresent(found -> layers.put(server, found)));
            return layers;
        }));
    }
}
