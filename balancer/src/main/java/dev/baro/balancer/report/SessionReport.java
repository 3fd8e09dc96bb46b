// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Snapshot;
import dev.baro.core.api.SessionList;
import dev.baro.core.api.SessionList.ServerSessions;
import dev.baro.core.api.SessionList.TableUse;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import dev.baro.dataplane.forward.SessionCensus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Reports statistics of the session table, under the names used in the configuration.
public record SessionReport(Snapshot snapshot, SessionCensus census) {

    public SessionList list(Predicate<ServerSessions> wanted) {
        double sweptSeconds = census.sweptNs() / (double) TimeUnit.SECONDS.toNanos(1);
        return new SessionList(
                servers().stream().filter(wanted).toList(),
                new TableUse(census.places(), census.used(), census.bytes(), sweptSeconds));
    }

    private List<ServerSessions> servers() {
        Map<VirtualService, List<SessionCensus.ServerSessions>> counted =
                census.servers().stream().collect(Collectors.groupingBy(SessionCensus.ServerSessions::service));
        Map<VirtualService, ServiceCounters> counters = snapshot.counters().services().stream()
                .collect(Collectors.toMap(ServiceCounters::service, service -> service));
        List<ServerSessions> servers = new ArrayList<>();
        for (Vip vip : snapshot.state().config().vips()) {
            for (ServicePort port : vip.ports()) {
                VirtualService service = vip.service(port);
                ServiceCounters of = counters.getOrDefault(service, new ServiceCounters(service, false, List.of()));
                counted.getOrDefault(service, List.of()).forEach(each -> servers.add(server(vip, port, each, of)));
            }
        }
        return servers;
    }

    private static ServerSessions server(
            Vip vip, ServicePort port, SessionCensus.ServerSessions counted, ServiceCounters counters) {
        Map<String, Long> states = new LinkedHashMap<>();
        counted.counts().forEach((state, count) -> states.put(state.word(), count));
        long active = counters.servers().stream()
                .filter(server -> server.name().equals(counted.server()))
                .mapToLong(ServerCounters::sessionsActive)
                .sum();
        return new ServerSessions(
                vip.name(),
                port.name(),
                vip.options().scheduler().word(),
                counted.server(),
                states,
                active,
                counters.estimated());
    }
}
