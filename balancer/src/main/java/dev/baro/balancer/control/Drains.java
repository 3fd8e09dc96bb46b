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

/// The draining real servers, and since when each has had no session. If sessions are only estimated, because
/// flows follow the hash, the absence of packets decides.
///
/// @param emptySinceNs the monotonic time by draining server, or [#HOLDS_SESSIONS]
/// @param traffic the draining servers' traffic, as last counted
public record Drains(Map<Pair, Long> emptySinceNs, Map<Pair, Traffic> traffic) {
    public static final long HOLDS_SESSIONS = Long.MAX_VALUE;
    static final Drains NONE = new Drains(Map.of(), Map.of());

    /// Repeated FINs can make an estimate reach 0 too early. A live client sends something within this time.
    private static final long QUIET_NS = Duration.ofMinutes(1).toNanos();

    /// A real server in one VIP.
    public record Pair(String vip, String server) {}

    /// @param packets the packets forwarded to it since the counters were created
    /// @param sinceNs the time when their number was first seen unchanged
    record Traffic(long packets, long sinceNs) {}

    public Drains {
        emptySinceNs = Map.copyOf(emptySinceNs);
        traffic = Map.copyOf(traffic);
    }

    /// Whether any server still has sessions, so that counting again is useful.
    boolean unfinished() {
        return emptySinceNs.containsValue(HOLDS_SESSIONS);
    }

    /// @param counters the counters read at that time
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

    /// If clients vanish, the estimate never reaches 0. A flow then ends when its session would expire.
    private static long quietNs(State state, long sessions) {
        return sessions == 0
                ? QUIET_NS
                : state.config().sessions().timeouts().established().toNanos();
    }

    /// Updates the draining servers for a new state. New ones count as having sessions until the next count.
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

    /// The draining servers that have lost their last session.
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
