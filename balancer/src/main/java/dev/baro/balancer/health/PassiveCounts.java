// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.config.Config;
import dev.baro.core.health.PassiveCount;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The kernel's counters of clients' SYNs, under the names used in the configuration.
final class PassiveCounts {
    private PassiveCounts() {}

    /// @return the counts of every server for every service port that both arguments contain, all read
    /// at the same moment
    static List<PassiveCount> of(Config config, ForwarderCounters counters) {
        Map<VirtualService, ServiceCounters> services = new HashMap<>();
        counters.services().forEach(service -> services.put(service.service(), service));
        List<PassiveCount> counts = new ArrayList<>();
        for (Vip vip : config.vips()) {
            for (ServicePort port : vip.ports()) {
                ServiceCounters service = services.get(vip.service(port));
                if (service != null) {
                    service.servers()
                            .forEach(server -> counts.add(new PassiveCount(
                                    new ServiceMember(vip.name(), port.name(), server.name()),
                                    server.sessionsCreated(),
                                    server.synRepeats())));
                }
            }
        }
        return List.copyOf(counts);
    }
}
