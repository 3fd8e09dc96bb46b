// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.ForwarderCounters;
import dev.baro.dataplane.ForwarderCounters.ServerCounters;
import java.util.Set;
import java.util.stream.Collectors;

/// Sessions of a real server in a VIP, over all its ports.
final class SessionCounts {
    private SessionCounts() {}

    static long of(ForwarderCounters counters, Vip vip, String server) {
        Set<VirtualService> services = vip.ports().stream().map(vip::service).collect(Collectors.toSet());
        return counters.services().stream()
                .filter(service -> services.contains(service.service()))
                .flatMap(service -> service.servers().stream())
                .filter(counted -> counted.name().equals(server))
                .mapToLong(ServerCounters::sessionsActive)
                .sum();
    }
}
