// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Health;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VipOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The complete state that the kernel half should now have. The applier computes the difference.
///
/// @param services       the services, in the order of the configuration's VIPs and ports
/// @param onLocalSegment the VIPs for which the balancer answers ARP and neighbour solicitations
/// @param refusals       the VIPs' answers to clients that cannot be served; VIPs without
///                       an entry answer nothing
/// @param sessions       the lifetime of sessions and the limit of new ones; the table keeps its original size
public record Plan(
        List<ServicePlan> services,
        Set<IpAddress> onLocalSegment,
        Map<IpAddress, VipOptions.Refusals> refusals,
        SessionSettings sessions) {
    public static final Plan EMPTY = new Plan(List.of());

    public Plan {
        services = List.copyOf(services);
        onLocalSegment = Set.copyOf(onLocalSegment);
        refusals = Map.copyOf(refusals);
    }

    /// A plan in which every VIP is routed to the balancer.
    public Plan(List<ServicePlan> services) {
        this(services, Set.of());
    }

    /// A plan in which sessions have the default lifetime.
    public Plan(List<ServicePlan> services, Set<IpAddress> onLocalSegment) {
        this(services, onLocalSegment, SessionSettings.DEFAULTS);
    }

    /// A plan in which packets that cannot be served are dropped.
    public Plan(List<ServicePlan> services, Set<IpAddress> onLocalSegment, SessionSettings sessions) {
        this(services, onLocalSegment, Map.of(), sessions);
    }

    /// The answer to clients that this VIP cannot serve.
    public VipOptions.Refusals refusals(IpAddress vip) {
        return refusals.getOrDefault(vip, VipOptions.Refusals.DEFAULTS);
    }

    /// Whether any packets leave in tunnels, by method `ipip`.
    public boolean hasTunnels() {
        return memberLists().stream()
                .flatMap(List::stream)
                .anyMatch(server -> server.method() == ForwardingMethod.IPIP);
    }

    /// The real servers of all virtual services. The services of a VIP usually share one list,
    /// which is included once.
    @SuppressWarnings("ReferenceEquality")
    private List<List<PlannedServer>> memberLists() {
        List<List<PlannedServer>> lists = new ArrayList<>();
        for (ServicePlan service : services) {
            if (lists.isEmpty() || lists.getLast() != service.servers()) {
                lists.add(service.servers());
            }
        }
        return lists;
    }

    /// The plan of a configuration without any other state, with every server usable.
    public static Plan of(Config config) {
        return of(config, Health.UNWATCHED);
    }

    public static Plan of(Config config, Health health) {
        return State.unapplied(config, health).plan();
    }
}
