// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Health;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Everything that should now be true of the kernel half. Whoever applies it finds the difference
/// himself.
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

    /// Every server is usable.
    public static Plan of(Config config) {
        return of(config, Health.UNWATCHED);
    }

    /// A server that health does not let be used stays in the plan, without slots: its sessions are the
    /// packet path's affair.
    public static Plan of(Config config, Health health) {
        List<ServicePlan> services = new ArrayList<>();
        for (Vip vip : config.vips()) {
            List<RealServer> servers = vip.servers().stream()
                    .map(name -> config.server(name).orElseThrow())
                    .filter(server -> server.state() != ServerState.DISABLED)
                    .toList();
            for (ServicePort port : vip.ports()) {
                services.add(plan(
                        vip,
                        port,
                        servers,
                        server -> health.usable(new ServiceMember(vip.name(), port.name(), server.name()))));
            }
        }
        Set<IpAddress> onLocalSegment = config.vips().stream()
                .filter(Vip::localSegment)
                .map(Vip::address)
                .collect(Collectors.toUnmodifiableSet());
        return new Plan(services, onLocalSegment);
    }

    private static ServicePlan plan(Vip vip, ServicePort port, List<RealServer> servers, Predicate<RealServer> usable) {
        Scheduler scheduler = Scheduler.of(vip.scheduler());
        List<Integer> takers = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).takesNewSessions() && usable.test(servers.get(i))) {
                takers.add(i);
            }
        }
        Ring ofTakers = scheduler.fill(takers.stream().map(servers::get).toList());
        int[] slots = new int[ofTakers.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = takers.get(ofTakers.slot(i));
        }
        return new ServicePlan(
                vip.service(port),
                vip.dscp(),
                scheduler.choice(),
                servers.stream()
                        .map(server -> planned(server, usable.test(server)))
                        .toList(),
                new Ring(slots));
    }

    private static PlannedServer planned(RealServer server, boolean usable) {
        int weight = server.takesNewSessions() && usable ? server.weight() : 0;
        return new PlannedServer(server.name(), server.address(), server.method(), weight, !usable);
    }
}
