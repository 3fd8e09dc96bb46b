// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import java.util.stream.Collectors;

/// The draining real servers, and the time since which each has had no session. If sessions are only estimated,
/// because flows follow the hash, a server counts as empty when it receives no packets.
///
/// @param emptySinceNs the monotonic time since which each draining server has been empty, or [#HOLDS_SESSIONS]
/// @param traffic      the draining servers' traffic at the last count
public record Drains(Map<Pair, Long> emptySinceNs, Map<Pair, Traffic> traffic) {
    public static final long HOLDS_SESSIONS = Long.MAX_VALUE;
    static final Drains NONE = new Drains(Map.of(), Map.of());

    /// Repeated FINs can make an estimate drop to 0 too early. A client that still exists sends a
    /// packet within this time.
    private static final long QUIET_NS = Duration.ofMinutes(1).toNanos();

    /// A real server as a member of one VIP.
    public record Pair(String vip, String server) {}

    /// @param packets the packets forwarded to the server since the counters were created
    /// @param sinceNs the time at which this number of packets was first read
    record Traffic(long packets, long sinceNs) {}

    public Drains {
        emptySinceNs = Map.copyOf(emptySinceNs);
        traffic = Map.copyOf(traffic);
    }

    /// Whether any draining server still has sessions, so that another count is useful.
    boolean unfinished() {
        return emptySinceNs.containsValue(HOLDS_SESSIONS);
    }

    /// @param counters the kernel's counters at the given time
    Drains after(State state, ForwarderCounters counters, long nowNs) {
        SessionCounts counts = SessionCounts.of(counters);
        Map<Pair, Traffic> seen = new HashMap<>();
        Map<Pair, Long> empty = each(state, (vip, pair) -> {
            Traffic now = trafficOf(pair, counts.packets(vip, pair.server()), nowNs);
            seen.put(pair, now);
            long sessions = counts.active(vip, pair.server());
            boolean isEmpty = counts.estimated(vip) ? nowNs - now.sinceNs() >= quietNs(state, sessions) : sessions == 0;
            return isEmpty ? firstEmptyNs(pair, nowNs) : HOLDS_SESSIONS;
        });
        return new Drains(empty, seen);
    }

    private Traffic trafficOf(Pair pair, long packets, long nowNs) {
        Traffic before = traffic.getOrDefault(pair, new Traffic(-1, nowNs));
        return before.packets() == packets ? before : new Traffic(packets, nowNs);
    }

    /// The estimate never drops to 0 if clients vanish, so their flows count as ended at the time when
    /// a session would expire.
    private static long quietNs(State state, long sessions) {
        return sessions == 0
                ? QUIET_NS
                : state.config().sessions().timeouts().established().toNanos();
    }

    /// Updates the draining servers for a new state. New draining servers count as having sessions
    /// until the next count.
    Drains in(State state) {
        return new Drains(each(state, (_, pair) -> emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS)), traffic);
    }

    private static Map<Pair, Long> each(State state, ToLongBiFunction<Vip, Pair> emptySinceNs) {
        if (!mayDrain(state)) {
            return Map.of();
        }
        Map<String, RealServer> servers = state.config().serversByName();
        Map<Pair, Long> next = new HashMap<>();
        for (Vip vip : state.config().vips()) {
            for (String name : vip.servers()) {
                RealServer server = servers.get(name);
                if (server != null && drains(state, vip, server)) {
                    Pair pair = new Pair(vip.name(), name);
                    next.put(pair, emptySinceNs.applyAsLong(vip, pair));
                }
            }
        }
        return next;
    }

    private static boolean mayDrain(State state) {
        return !state.overrides().all().isEmpty()
                || state.config().servers().stream().anyMatch(server -> server.state() == ServerState.DRAIN);
    }

    /// The draining servers whose last session has ended since the earlier count.
    Set<Pair> emptiedSince(Drains before) {
        return emptySinceNs.entrySet().stream()
                .filter(entry -> entry.getValue() != HOLDS_SESSIONS)
                .map(Map.Entry::getKey)
                .filter(pair -> before.emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS) == HOLDS_SESSIONS)
                .collect(Collectors.toSet());
    }

    private long firstEmptyNs(Pair pair, long nowNs) {
        long before = emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS);
        return before == HOLDS_SESSIONS ? nowNs : before;
    }

    private static boolean drains(State state, Vip vip, RealServer server) {
        return state.overrides().effective(vip.name(), server).state() == ServerState.DRAIN;
    }
}
