// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.balancer.rates.HistoryRing.Samples;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.RateHistory;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.Rates;
import dev.baro.core.api.RateList.ServerRates;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/// The rates of all counters. Any thread may call this.
public final class RateBook {
    /// The maximum number of VIPs for which the last hour is stored. The data takes at most 11 MB.
    static final int MOST_HISTORIES = 512;

    private final long begunNs;
    private final Map<Subject, RateWindow> windows = new HashMap<>();
    private final Map<Subject, HistoryRing> histories = new HashMap<>();
    private long takenNs;

    /// @param vip    the VIP; empty for the balancer
    /// @param server the server; empty for the whole VIP
    private record Subject(Optional<IpAddress> vip, String server) {
        static final Subject BALANCER = new Subject(Optional.empty(), "");
    }

    public RateBook(long nowNs) {
        begunNs = nowNs;
        takenNs = nowNs;
    }

    /// Adds the counters that were last read. Data for counters that no longer exist is dropped.
    ///
    /// @param nowNs the time when the counters were read, later than in the last call
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
        histories.keySet().retainAll(totals.keySet());
        totals.forEach((subject, counted) -> {
            RateWindow known = windows.get(subject);
            if (known == null) {
                windows.put(subject, new RateWindow(nowNs, counted));
            } else {
                known.add(nowNs, counted);
                remember(subject, nowNs, known.now());
            }
        });
        takenNs = nowNs;
    }

    /// A VIP that has never had traffic takes no memory.
    private void remember(Subject subject, long nowNs, Rate rate) {
        HistoryRing known = histories.get(subject);
        boolean begins = known == null
                && subject.server().isEmpty()
                && !rate.equals(Rate.NONE)
                && (histories.size() < MOST_HISTORIES || subject.equals(Subject.BALANCER));
        if (begins) {
            known = new HistoryRing(takenNs);
            histories.put(subject, known);
        }
        if (known != null) {
            known.add(nowNs, rate);
        }
    }

    /// The traffic over the last hour, in steps of two seconds.
    ///
    /// @param vip  the VIP; empty for the balancer
    /// @param wall the function that converts a time of this book to wall time
    public synchronized RateHistory history(Optional<Vip> vip, LongFunction<Instant> wall) {
        Subject subject = new Subject(vip.map(Vip::address), "");
        HistoryRing known = histories.get(subject);
        int samples = (int) Math.min(HistoryRing.SAMPLES, (takenNs - begunNs) / HistoryRing.SAMPLE_NS);
        Samples of = (known == null ? new HistoryRing(takenNs) : known).newest(samples);
        boolean full = histories.size() >= MOST_HISTORIES;
        return new RateHistory(
                vip.map(Vip::name).orElse(""),
                wall.apply(takenNs).truncatedTo(ChronoUnit.SECONDS).toString(),
                (int) (HistoryRing.SAMPLE_NS / 1_000_000_000L),
                known != null || !full,
                of.packets(),
                of.bits(),
                of.sessions());
    }

    /// @param vips        the VIPs to include
    /// @param servers     the configuration's servers, by name
    /// @param withServers whether to include each real server
    /// @param headroom    the balancer's headroom
    public synchronized RateList list(
            long nowNs, List<Vip> vips, Map<String, RealServer> servers, boolean withServers, Headroom headroom) {
        return new RateList(
                (nowNs - begunNs) / 1_000_000_000L,
                rates(Subject.BALANCER),
                vips.stream()
                        .map(vip -> new VipRates(
                                vip.name(),
                                vip.address().toString(),
                                rates(new Subject(Optional.of(vip.address()), "")),
                                withServers ? servers(vip, servers) : List.of()))
                        .toList(),
                headroom);
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
