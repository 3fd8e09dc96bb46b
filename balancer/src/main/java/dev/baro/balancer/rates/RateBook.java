// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.ServerRates;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rates of everything that is counted. Any thread.
public final class RateBook {
    private final long begunNs;
    private final Map<Subject, RateWindow> windows = new HashMap<>();

    /// @param vip    empty: the balancer
    /// @param server empty: the whole VIP
    private record Subject(Optional<IpAddress> vip, String server) {
        static final Subject BALANCER = new Subject(Optional.empty(), "");
    }

    public RateBook(long nowNs) {
        begunNs = nowNs;
    }

    /// What is counted no more is forgotten.
    ///
    /// @param nowNs when it was counted, later than the last time
    public synchronized void take(long nowNs, ForwarderCounters counters) {
        Map<Subject, Totals> totals = new HashMap<>();
        totals.put(Subject.BALANCER, Totals.NONE);
        for (ServiceCounters service : counters.services()) {
            Optional<IpAddress> vip = Optional.of(service.service().vip());
            for (ServerCounters server : service.servers()) {
                Totals counted = Totals.of(server);
                totals.merge(new Subject(vip, server.name()), counted, Totals::plus);
                totals.merge(new Subject(vip, ""), counted, Totals::plus);
                totals.merge(Subject.BALANCER, counted, Totals::plus);
            }
        }
        windows.keySet().retainAll(totals.keySet());
        totals.forEach((subject, counted) -> {
            RateWindow known = windows.get(subject);
            if (known == null) {
                windows.put(subject, new RateWindow(nowNs, counted));
            } else {
                known.add(nowNs, counted);
            }
        });
    }

    /// @param vips    to be told of
    /// @param servers of the configuration, by name
    /// @param withServers whether each real server is told of, too
    public synchronized RateList list(
            long nowNs, List<Vip> vips, Map<String, RealServer> servers, boolean withServers) {
        return new RateList(
                (nowNs - begunNs) / 1_000_000_000L,
                rates(Subject.BALANCER),
                vips.stream()
                        .map(vip -> new VipRates(
                                vip.name(),
                                vip.address().toString(),
                                rates(new Subject(Optional.of(vip.address()), "")),
                                withServers ? servers(vip, servers) : List.of()))
                        .toList());
    }

    private List<ServerRates> servers(Vip vip, Map<String, RealServer> servers) {
        return vip.servers().stream()
                .flatMap(name -> Optional.ofNullable(servers.get(name)).stream())
                .map(server -> new ServerRates(
                        server.name(),
                        server.address().toString(),
                        rates(new Subject(Optional.of(vip.address()), server.name()))))
                .toList();
    }

    private Rates rates(Subject subject) {
        RateWindow window = windows.get(subject);
        return window == null ? Rates.NONE : window.rates();
    }
}
