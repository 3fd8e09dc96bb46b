// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions.Standby;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The service ports whose standby servers are called. Standby servers are called immediately, but stand by
/// again only after enough of the other servers have been usable for a while. A flapping server therefore does
/// not cause sessions to move each time.
///
/// @param calls the active calls, by port
public record Standbys(Map<Port, Call> calls) {
    public static final Standbys NONE = new Standbys(Map.of());

    private static final long NOT_ENOUGH = Long.MAX_VALUE;

    public Standbys {
        calls = Map.copyOf(calls);
    }

    /// @param vip  the VIP's name
    /// @param name the port's name
    public record Port(String vip, String name) {}

    /// @param sinceNs       the monotonic time of the call
    /// @param enoughSinceNs the monotonic time since which enough of the other servers have been usable
    public record Call(long sinceNs, long enoughSinceNs) {
        private Call enough(boolean now, long nowNs) {
            return now
                    ? new Call(sinceNs, enoughSinceNs == NOT_ENOUGH ? nowNs : enoughSinceNs)
                    : new Call(sinceNs, NOT_ENOUGH);
        }

        private boolean isOver(Standby standby, long nowNs) {
            return enoughSinceNs != NOT_ENOUGH
                    && nowNs - enoughSinceNs >= standby.restAfter().toNanos();
        }
    }

    /// @return the call of a port whose standby servers get new sessions
    public Optional<Call> of(Vip vip, ServicePort port) {
        return calls.isEmpty() ? Optional.empty() : Optional.ofNullable(calls.get(new Port(vip.name(), port.name())));
    }

    /// @param state the state with all settings and health at that time
    Standbys after(State state, long nowNs) {
        if (state.config().vips().stream()
                .allMatch(vip -> vip.options().standby().isNone())) {
            return NONE;
        }
        Map<String, RealServer> byName = state.config().serversByName();
        Map<Port, Call> next = new HashMap<>();
        for (Vip vip : state.config().vips()) {
            List<RealServer> servers = servers(vip, byName);
            Set<String> standby = state.standby(vip, servers);
            vip.ports().stream()
                    .filter(port -> standby.stream().anyMatch(port::isServedBy))
                    .forEach(port -> after(of(vip, port), vip, isEnough(state, vip, port, servers, standby), nowNs)
                            .ifPresent(call -> next.put(new Port(vip.name(), port.name()), call)));
        }
        return new Standbys(next);
    }

    private static Optional<Call> after(Optional<Call> before, Vip vip, boolean enough, long nowNs) {
        return before.isEmpty() && enough
                ? Optional.empty()
                : Optional.of(before.orElse(new Call(nowNs, NOT_ENOUGH)).enough(enough, nowNs))
                        .filter(call -> !call.isOver(vip.options().standby(), nowNs));
    }

    private static List<RealServer> servers(Vip vip, Map<String, RealServer> byName) {
        return vip.options().standby().isNone()
                ? List.of()
                : vip.servers().stream()
                        .flatMap(name -> Stream.ofNullable(byName.get(name)))
                        .toList();
    }

    private static boolean isEnough(
            State state, Vip vip, ServicePort port, List<RealServer> servers, Set<String> standby) {
        int below = vip.options().standby().below();
        return servers.stream()
                        .filter(server -> !standby.contains(server.name()) && port.isServedBy(server.name()))
                        .filter(server ->
                                state.overrides().effective(vip.name(), server).takesNewSessions())
                        .filter(server ->
                                isSound(state.health(), new ServiceMember(vip.name(), port.name(), server.name())))
                        .limit(below)
                        .count()
                == below;
    }

    /// A failing server that is kept during a suspicion does not count as usable. A server without a verdict
    /// does count, so standby servers are not called when the daemon starts.
    private static boolean isSound(Health health, ServiceMember member) {
        return !health.watched()
                || health.of(member)
                        .map(known -> known.condition() == Condition.UNKNOWN || isUp(known))
                        .orElse(true);
    }

    private static boolean isUp(MemberHealth known) {
        return known.condition() == Condition.UP && known.usable();
    }

    /// @return the time when the next call ends, provided that no server fails before then
    OptionalLong nextChangeNs(List<Vip> vips) {
        return calls.isEmpty()
                ? OptionalLong.empty()
                : vips.stream()
                        .flatMap(vip -> vip.ports().stream()
                                .flatMap(port -> of(vip, port).stream())
                                .filter(call -> call.enoughSinceNs() != NOT_ENOUGH)
                                .map(call -> call.enoughSinceNs()
                                        + vip.options().standby().restAfter().toNanos()))
                        .mapToLong(Long::longValue)
                        .min();
    }
}
