// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.ForwarderCounters;
import dev.baro.dataplane.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.ForwarderCounters.ServiceCounters;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a real server has of a VIP, over all its ports.
final class SessionCounts {
    private SessionCounts() {}

    static long of(ForwarderCounters counters, Vip vip, String server) {
        return sum(counters, vip, server, ServerCounters::sessionsActive);
    }

    /// Whether the sessions of a VIP are only estimated, because flows go by the hash.
    static boolean estimated(ForwarderCounters counters, Vip vip) {
        return ofVip(counters, vip).anyMatch(ServiceCounters::estimated);
    }

    /// Packets forwarded to a real server for a VIP.
    static long packets(ForwarderCounters counters, Vip vip, String server) {
        return sum(counters, vip, server, ServerCounters::packets);
    }

    private static long sum(ForwarderCounters counters, Vip vip, String server, ToLongFunction<ServerCounters> of) {
        return ofVip(counters, vip)
                .flatMap(service -> service.servers().stream())
                .filter(counted -> counted.name().equals(server))
                .mapToLong(of)
                .sum();
    }

    private static Stream<ServiceCounters> ofVip(ForwarderCounters counters, Vip vip) {
        Set<VirtualService> services = vip.ports().stream().map(vip::service).collect(Collectors.toSet());
        return counters.services().stream().filter(service -> services.contains(service.service()));
    }
}
