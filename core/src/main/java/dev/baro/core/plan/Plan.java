// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that should now be true of the kernel half. Whoever applies it finds the difference himself.
///
/// @param services       in the order of VIPs and ports of the configuration
/// @param onLocalSegment VIPs for which ARP and neighbour solicitations are answered
public record Plan(List<ServicePlan> services, Set<IpAddress> onLocalSegment) {
    public static final Plan EMPTY = new Plan(List.of());

    public Plan {
        services = List.copyOf(services);
        onLocalSegment = Set.copyOf(onLocalSegment);
    }

    /// Every VIP is routed to the balancer.
    public Plan(List<ServicePlan> services) {
        this(services, Set.of());
    }

    public static Plan of(Config config) {
        List<ServicePlan> services = new ArrayList<>();
        for (Vip vip : config.vips()) {
            List<RealServer> servers = vip.servers().stream()
                    .map(name -> config.server(name).orElseThrow())
                    .filter(server -> server.state() != ServerState.DISABLED)
                    .toList();
            for (ServicePort port : vip.ports()) {
                services.add(plan(vip, port, servers));
            }
        }
        Set<IpAddress> onLocalSegment = config.vips().stream()
                .filter(Vip::localSegment)
                .map(Vip::address)
                .collect(Collectors.toUnmodifiableSet());
        return new Plan(services, onLocalSegment);
    }

    private static ServicePlan plan(Vip vip, ServicePort port, List<RealServer> servers) {
        Scheduler scheduler = Scheduler.of(vip.scheduler());
        List<Integer> takers = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).takesNewSessions()) {
                takers.add(i);
            }
        }
        Ring ofTakers = scheduler.fill(takers.stream()
                .map(servers::get)
                .map(server -> new Share(server.name(), server.weight()))
                .toList());
        int[] slots = new int[ofTakers.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = takers.get(ofTakers.slot(i));
        }
        return new ServicePlan(
                vip.service(port),
                vip.dscp(),
                scheduler.choice(),
                servers.stream().map(Plan::planned).toList(),
                new Ring(slots));
    }

    private static PlannedServer planned(RealServer server) {
        int weight = server.takesNewSessions() ? server.weight() : 0;
        return new PlannedServer(server.name(), server.address(), server.method(), weight);
    }
}
