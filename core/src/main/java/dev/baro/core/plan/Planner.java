// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
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
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VirtualService;
import dev.baro.core.schedule.RampedShares;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.core.schedule.Turns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes plans from states, at a cost that depends only on the changes. Unchanged services, servers and rings
/// stay the same instances, so that plans can be compared by reference. A plan depends only on the state. Not
/// thread-safe; it has one owner.
public final class Planner {
    /// From this number of VIPs on, services are planned in parallel, because filling a Maglev ring
    /// takes a few milliseconds.
    private static final int MANY_VIPS = 32;

    private Map<String, PlannedVip> vips = Map.of();
    private Map<VirtualService, ServicePlan> services = Map.of();
    private Map<RingKey, Ring> rings = Map.of();
    /// The rings of one plan; VIPs with the same servers share an entry.
    private final Map<RingKey, Ring> filled = new ConcurrentHashMap<>();
    private Ramps ramps = Ramps.NONE;
    private Health health = Health.UNWATCHED;
    private Standbys standbys = Standbys.NONE;

    /// Creates a planner that has no previous plan.
    public Planner() {}

    /// How one service port uses a real server, according to the operator and its health.
    private enum Use {
        NEW_SESSIONS,
        OLD_SESSIONS,
        NO_SESSIONS;

        static Use of(Vip vip, ServicePort port, RealServer server, Health health, boolean standsBy) {
            ServiceMember member = new ServiceMember(vip.name(), port.name(), server.name());
            if (health.usable(member)) {
                return server.takesNewSessions() && !standsBy ? NEW_SESSIONS : OLD_SESSIONS;
            }
            boolean moves =
                    port.protocol() == Protocol.UDP || vip.options().keeping().onServerDown() == OnServerDown.MOVE;
            return moves && health.isGivenUp(member) ? NO_SESSIONS : OLD_SESSIONS;
        }

        PlannedServer planned(RealServer server) {
            int weight = this == NEW_SESSIONS ? server.weight() : 0;
            return new PlannedServer(server.name(), server.address(), server.method(), weight, this != NO_SESSIONS);
        }
    }

    /// @param positions the position of each share in the list of planned servers
    private record RingKey(SchedulerKind kind, List<Share> shares, List<Integer> positions) {}

    /// The services of a VIP with their inputs, apart from ramps and health.
    ///
    /// @param servers the VIP's servers, except disabled ones
    /// @param standby the names of the servers that wait until others fail
    private record PlannedVip(
            Vip vip,
            List<RealServer> servers,
            Set<String> standby,
            List<ServicePlan> services,
            Map<RingKey, Ring> rings) {}

    /// The real servers of a service port, each with its use.
    private record Members(List<RealServer> servers, List<Use> uses) {
        /// @param standing the names of the servers that currently stand by
        static Members of(Vip vip, ServicePort port, List<RealServer> ofVip, Health health, Set<String> standing) {
            List<RealServer> servers = port.servers().isEmpty()
                    ? ofVip
                    : ofVip.stream()
                            .filter(server -> port.isServedBy(server.name()))
                            .toList();
            return new Members(
                    servers,
                    servers.stream()
                            .map(server -> Use.of(vip, port, server, health, standing.contains(server.name())))
                            .toList());
        }
    }

    /// The part of a plan shared by service ports that use a VIP's servers in the same way.
    private record Served(List<PlannedServer> servers, Ring ring, Turns turns) {}

    /// The servers that take new sessions.
    ///
    /// @param positions the servers' positions in the list of planned servers
    private record Takers(List<Integer> positions, List<RampedShares.Server> servers) {
        static Takers of(Vip vip, Members members, Ramps ramps) {
            List<Integer> positions = new ArrayList<>();
            List<RampedShares.Server> takers = new ArrayList<>();
            for (int i = 0; i < members.servers().size(); i++) {
                if (members.uses().get(i) == Use.NEW_SESSIONS) {
                    RealServer server = members.servers().get(i);
                    positions.add(i);
                    int step = ramps.step(vip.name(), server.name());
                    takers.add(new RampedShares.Server(server.name(), server.weight(), step));
                }
            }
            return new Takers(positions, takers);
        }

        /// The shares with configured weights, so that a ramp moves no slot.
        List<Share> plain() {
            return servers.stream()
                    .map(server -> new Share(server.name(), server.weight()))
                    .toList();
        }
    }

    /// The plan for the state.
    public Plan plan(State state) {
        Config config = state.config();
        Map<String, RealServer> byName = config.serversByName();
        boolean asBefore = isSame(state.health())
                && state.ramps().equals(ramps)
                && state.standbys().equals(standbys);
        Stream<Vip> each = config.vips().size() < MANY_VIPS ? config.vips().stream() : config.vips().parallelStream();
        List<PlannedVip> planned = each.map(vip -> {
                    List<RealServer> servers = servers(vip, byName, state.overrides());
                    Set<String> standby = state.standby(vip, servers);
                    PlannedVip before = vips.get(vip.name());
                    return asBefore
                                    && before != null
                                    && before.vip().equals(vip)
                                    && before.servers().equals(servers)
                                    && before.standby().equals(standby)
                            ? before
                            : planned(vip, servers, standby, state);
                })
                .toList();
        filled.clear();
        ramps = state.ramps();
        health = state.health();
        standbys = state.standbys();
        vips = new LinkedHashMap<>();
        rings = new HashMap<>();
        services = new HashMap<>();
        List<ServicePlan> all = new ArrayList<>();
        for (PlannedVip vip : planned) {
            vips.put(vip.vip().name(), vip);
            rings.putAll(vip.rings());
            all.addAll(vip.services());
        }
        all.forEach(service -> services.put(service.service(), service));
        return new Plan(all, onLocalSegment(config), refusals(config), config.sessions());
    }

    /// The enabled servers, with their settings for this VIP.
    private static List<RealServer> servers(Vip vip, Map<String, RealServer> byName, Overrides overrides) {
        return vip.servers().stream()
                .map(byName::get)
                .filter(Objects::nonNull)
                .map(server -> overrides.effective(vip.name(), server))
                .filter(server -> server.state() != ServerState.DISABLED)
                .toList();
    }

    /// Whether the health is the same instance as before. It would cost more to compare thousands of members
    /// than to plan again.
    @SuppressWarnings("ReferenceEquality")
    private boolean isSame(Health health) {
        return health == this.health;
    }

    private PlannedVip planned(Vip vip, List<RealServer> servers, Set<String> standby, State state) {
        Map<RingKey, Ring> used = new HashMap<>();
        Map<Members, Served> served = new HashMap<>();
        List<ServicePlan> planned = new ArrayList<>();
        for (ServicePort port : vip.ports()) {
            VirtualService service = vip.service(port);
            Set<String> standing = state.standbys().of(vip, port).isEmpty() ? standby : Set.of();
            Members members = Members.of(vip, port, servers, state.health(), standing);
            Served alike = served.computeIfAbsent(
                    members, _ -> served(vip, service, members, Takers.of(vip, members, state.ramps()), used));
            planned.add(service(vip, port, alike));
        }
        return new PlannedVip(vip, servers, standby, planned, used);
    }

    private Served served(Vip vip, VirtualService service, Members members, Takers takers, Map<RingKey, Ring> used) {
        Scheduler scheduler = Scheduler.of(vip.options().scheduler());
        List<Share> ramped = RampedShares.of(
                takers.servers(), scheduler.choice(), vip.options().slowStart());
        boolean inTurn = scheduler.choice() == SlotChoice.NEXT;
        Ring ring = ring(vip, inTurn ? takers.plain() : ramped, takers.positions(), used);
        Turns turns = inTurn ? turns(vip, members.servers().size(), ramped, takers.positions()) : Turns.NONE;
        return new Served(servers(service, members), ring, turns);
    }

    private static Turns turns(Vip vip, int servers, List<Share> ramped, List<Integer> positions) {
        List<Integer> weights = new ArrayList<>(Collections.nCopies(servers, 0));
        for (int i = 0; i < positions.size(); i++) {
            weights.set(positions.get(i), ramped.get(i).weight());
        }
        return new Turns(weights, vip.options().spread());
    }

    /// The service's plan: the previous plan's instance if it is equal.
    private ServicePlan service(Vip vip, ServicePort port, Served served) {
        VirtualService service = vip.service(port);
        ServicePlan wanted = new ServicePlan(
                service,
                vip.dscp(),
                Scheduler.of(vip.options().scheduler()).choice(),
                served.servers(),
                served.ring(),
                served.turns(),
                vip.options().keeping().affinity(),
                vip.options().sessionSync(),
                port.onePacket());
        ServicePlan before = services.getOrDefault(service, wanted);
        return wanted.equals(before) ? before : wanted;
    }

    private List<PlannedServer> servers(VirtualService service, Members members) {
        List<PlannedServer> wanted = IntStream.range(0, members.servers().size())
                .mapToObj(i -> members.uses().get(i).planned(members.servers().get(i)))
                .toList();
        ServicePlan before = services.get(service);
        return before != null && wanted.equals(before.servers()) ? before.servers() : wanted;
    }

    private Ring ring(Vip vip, List<Share> shares, List<Integer> positions, Map<RingKey, Ring> used) {
        Scheduler scheduler = Scheduler.of(vip.options().scheduler());
        RingKey key = new RingKey(vip.options().scheduler(), shares, List.copyOf(positions));
        Ring known = rings.get(key);
        return used.computeIfAbsent(
                key, _ -> known != null ? known : filled.computeIfAbsent(key, _ -> fill(scheduler, shares, positions)));
    }

    private static Ring fill(Scheduler scheduler, List<Share> shares, List<Integer> positions) {
        Ring ofTakers = scheduler.fill(shares);
        if (positions.isEmpty() || positions.getLast() == positions.size() - 1) {
            return ofTakers; // every server takes new sessions
        }
        int[] slots = new int[ofTakers.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = positions.get(ofTakers.slot(i));
        }
        return new Ring(slots);
    }

    private static Set<IpAddress> onLocalSegment(Config config) {
        return config.vips().stream()
                .filter(vip -> vip.options().localSegment())
                .map(Vip::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The answers to clients that cannot be served, for the VIPs that answer them.
    private static Map<IpAddress, VipOptions.Refusals> refusals(Config config) {
        return config.vips().stream()
                .filter(vip -> !vip.options().refusals().equals(VipOptions.Refusals.DEFAULTS))
                .collect(Collectors.toUnmodifiableMap(
                        Vip::address, vip -> vip.options().refusals(), (one, _) -> one));
    }
}
