// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.VirtualService;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import java.time.Duration;
import java.util.List;

/// What should be true of one virtual service.
///
/// @param servers every real server that may hold sessions, those that take no new ones included
/// @param ring who takes new sessions; its slots hold positions in `servers`; empty when nobody does
/// @param affinity how long a client's address keeps its server for new sessions; zero: not at all
public record ServicePlan(
        VirtualService service,
        Dscp dscp,
        SlotChoice choice,
        List<PlannedServer> servers,
        Ring ring,
        Duration affinity) {
    public ServicePlan {
        servers = List.copyOf(servers);
        for (int i = 0; i < ring.size(); i++) {
            if (ring.slot(i) >= servers.size()) {
                throw new IllegalArgumentException(
                        "slot " + i + " of " + service + " holds server " + ring.slot(i) + " of " + servers.size());
            }
        }
    }

    /// Every session is given away by itself.
    public ServicePlan(VirtualService service, Dscp dscp, SlotChoice choice, List<PlannedServer> servers, Ring ring) {
        this(service, dscp, choice, servers, ring, Duration.ZERO);
    }
}
