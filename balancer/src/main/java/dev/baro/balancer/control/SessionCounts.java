// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kernel's counters, indexed by virtual service. The index is built once and serves many lookups.
public record SessionCounts(Map<VirtualService, ServiceCounters> services) {
    public SessionCounts {
        services = Map.copyOf(services);
    }

    public static SessionCounts of(ForwarderCounters counters) {
        return new SessionCounts(
                counters.services().stream().collect(Collectors.toMap(ServiceCounters::service, Function.identity())));
    }

    public Optional<ServiceCounters> of(VirtualService service) {
        return Optional.ofNullable(services.get(service));
    }

    /// The counters of a service's real servers, by server name.
    public Map<String, ServerCounters> servers(VirtualService service) {
        return of(service).map(ServiceCounters::servers).orElse(List.of()).stream()
                .collect(Collectors.toMap(ServerCounters::name, Function.identity()));
    }

    /// The number of a real server's sessions for a VIP, summed over the VIP's ports.
    public long active(Vip vip, String server) {
        return sum(vip, server, ServerCounters::sessionsActive);
    }

    /// The number of packets forwarded to a real server for a VIP.
    long packets(Vip vip, String server) {
        return sum(vip, server, ServerCounters::packets);
    }

    /// Whether the sessions of a VIP are only estimated, because flows follow the hash.
    public boolean estimated(Vip vip) {
        return ofVip(vip).anyMatch(ServiceCounters::estimated);
    }

    private long sum(Vip vip, String server, ToLongFunction<ServerCounters> of) {
        return ofVip(vip)
                .flatMap(service -> service.servers().stream())
                .filter(counted -> counted.name().equals(server))
                .mapToLong(of)
                .sum();
    }

    private Stream<ServiceCounters> ofVip(Vip vip) {
        return vip.ports().stream().map(vip::service).map(services::get).filter(Objects::nonNull);
    }
}
