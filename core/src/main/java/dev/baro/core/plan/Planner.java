// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.Protocol;
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

    /// A real server as one service port uses it, with what the operator and health say.
    private record Member(RealServer server, boolean takesNewSessions, boolean keepsSessions) {
        static Member of(Vip vip, ServicePort port, RealServer server, Health health) {
            ServiceMember member = new ServiceMember(vip.name(), port.name(), server.name());
            boolean usable = health.usable(member);
            boolean moves = port.protocol() == Protocol.UDP || vip.keeping().onServerDown() == OnServerDown.MOVE;
            boolean down = !usable
                    && health.of(member)
                            .filter(known -> known.condition() == Condition.DOWN)
                            .isPresent();
            return new Member(server, usable && server.takesNewSessions(), !(down && moves));
        }

        PlannedServer planned() {
            int weight = takesNewSessions ? server.weight() : 0;
            return new PlannedServer(server.name(), server.address(), server.method(), weight, keepsSessions);
        }
    }

    /// Everything that should be true in the state.
    public Plan plan(State state) {
        return plan(state.config(), state.overrides(), state.ramps(), state.health());
    }

    Plan plan(Config config, Overrides overrides, Ramps ramps, Health health) {
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
                List<Member> members = servers.stream()
                        .map(server -> Member.of(vip, port, server, health))
                        .toList();
                services.add(service(vip, port, members, ring(vip, members, ramps, used)));
            }
        }
        rings = used;
        return new Plan(services, onLocalSegment(config), config.sessions());
    }

    private Ring ring(Vip vip, List<Member> members, Ramps ramps, Map<RingKey, Ring> used) {
        List<Integer> positions = new ArrayList<>();
        List<RampedShares.Server> takers = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            RealServer server = members.get(i).server();
            if (members.get(i).takesNewSessions()) {
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

    private static ServicePlan service(Vip vip, ServicePort port, List<Member> members, Ring ring) {
        return new ServicePlan(
                vip.service(port),
                vip.dscp(),
                Scheduler.of(vip.scheduler()).choice(),
                members.stream().map(Member::planned).toList(),
                ring,
                vip.keeping().affinity());
    }

    private static Set<IpAddress> onLocalSegment(Config config) {
        return config.vips().stream()
                .filter(Vip::localSegment)
                .map(Vip::address)
                .collect(Collectors.toUnmodifiableSet());
    }
}
