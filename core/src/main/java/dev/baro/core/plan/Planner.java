// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.schedule.RampedShares;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes plans, and fills only the rings whose shares another plan than the one before did not have:
/// filling is what a plan costs. The plan depends on its arguments alone. Not thread-safe: one owner.
public final class Planner {
    private Map<RingKey, Ring> rings = Map.of();

    /// Knows no ring yet.
    public Planner() {}

    /// @param positions of the shares in the list of planned servers
    private record RingKey(SchedulerKind kind, List<Share> shares, List<Integer> positions) {}

    /// Everything that should be true in the state.
    public Plan plan(State state) {
        return plan(state.config(), state.overrides(), state.ramps());
    }

    Plan plan(Config config, Overrides overrides, Ramps ramps) {
        Map<String, RealServer> byName = config.serversByName();
        Map<RingKey, Ring> used = new HashMap<>();
        List<ServicePlan> services = new ArrayList<>();
        for (Vip vip : config.vips()) {
            List<RealServer> servers = vip.servers().stream()
                    .map(byName::get)
                    .filter(Objects::nonNull)
                    .map(server -> overrides.effective(vip.name(), server))
                    .filter(server -> server.state() != ServerState.DISABLED)
                    .toList();
            for (ServicePort port : vip.ports()) {
                services.add(service(vip, port, servers, ring(vip, servers, ramps, used)));
            }
        }
        rings = used;
        return new Plan(services, onLocalSegment(config), config.sessions());
    }

    private Ring ring(Vip vip, List<RealServer> servers, Ramps ramps, Map<RingKey, Ring> used) {
        List<Integer> positions = new ArrayList<>();
        List<RampedShares.Server> takers = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            RealServer server = servers.get(i);
            if (server.takesNewSessions()) {
                positions.add(i);
                int step = ramps.step(vip.name(), server.name());
                takers.add(new RampedShares.Server(server.name(), server.weight(), step));
            }
        }
        Scheduler scheduler = Scheduler.of(vip.scheduler());
        List<Share> shares = RampedShares.of(takers, scheduler.choice(), vip.slowStart());
        RingKey key = new RingKey(vip.scheduler(), shares, List.copyOf(positions));
        Ring known = rings.get(key);
        return used.computeIfAbsent(key, _ -> known != null ? known : fill(scheduler, shares, positions));
    }

    private static Ring fill(Scheduler scheduler, List<Share> shares, List<Integer> positions) {
        Ring ofTakers = scheduler.fill(shares);
        int[] slots = new int[ofTakers.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = positions.get(ofTakers.slot(i));
        }
        return new Ring(slots);
    }

    private static ServicePlan service(Vip vip, ServicePort port, List<RealServer> servers, Ring ring) {
        return new ServicePlan(
                vip.service(port),
                vip.dscp(),
                Scheduler.of(vip.scheduler()).choice(),
                servers.stream().map(Planner::planned).toList(),
                ring,
                vip.keeping().affinity());
    }

    private static PlannedServer planned(RealServer server) {
        int weight = server.takesNewSessions() ? server.weight() : 0;
        return new PlannedServer(server.name(), server.address(), server.method(), weight);
    }

    private static Set<IpAddress> onLocalSegment(Config config) {
        return config.vips().stream()
                .filter(Vip::localSegment)
                .map(Vip::address)
                .collect(Collectors.toUnmodifiableSet());
    }
}
