// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import dev.baro.dataplane.ForwarderCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongBiFunction;

/// The real servers that drain, and since when they hold no session any more.
///
/// @param emptySinceNs monotonic time by draining server, or [#HOLDS_SESSIONS]
record Drains(Map<Pair, Long> emptySinceNs) {
    static final long HOLDS_SESSIONS = Long.MAX_VALUE;
    static final Drains NONE = new Drains(Map.of());

    /// A real server in one VIP.
    record Pair(String vip, String server) {}

    Drains {
        emptySinceNs = Map.copyOf(emptySinceNs);
    }

    /// Whether somebody still holds sessions, so that counting again may tell something.
    boolean unfinished() {
        return emptySinceNs.containsValue(HOLDS_SESSIONS);
    }

    /// @param counters read at that time
    Drains after(State state, ForwarderCounters counters, long nowNs) {
        return each(
                state,
                (vip, pair) -> SessionCounts.of(counters, vip, pair.server()) == 0
                        ? firstEmptyNs(pair, nowNs)
                        : HOLDS_SESSIONS);
    }

    /// Who drains in a new state; of whom nothing is known yet, holds sessions until they are counted.
    Drains in(State state) {
        return each(state, (_, pair) -> emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS));
    }

    private static Drains each(State state, ToLongBiFunction<Vip, Pair> emptySinceNs) {
        if (!mayDrain(state)) {
            return NONE;
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
        return new Drains(next);
    }

    private static boolean mayDrain(State state) {
        return !state.overrides().all().isEmpty()
                || state.config().servers().stream().anyMatch(server -> server.state() == ServerState.DRAIN);
    }

    void logEmptySince(Drains before) {
        emptySinceNs.forEach((pair, since) -> {
            if (since != HOLDS_SESSIONS && before.emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS) == HOLDS_SESSIONS) {
                Log.info(
                        "SERVER_EMPTY", "server", pair.server(), "vip", pair.vip(), "text", "drained, no session left");
            }
        });
    }

    private long firstEmptyNs(Pair pair, long nowNs) {
        long before = emptySinceNs.getOrDefault(pair, HOLDS_SESSIONS);
        return before == HOLDS_SESSIONS ? nowNs : before;
    }

    private static boolean drains(State state, Vip vip, RealServer server) {
        return state.overrides().effective(vip.name(), server).state() == ServerState.DRAIN;
    }
}
