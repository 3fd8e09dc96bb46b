// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The response to `GET /v1/sessions`.
///
/// @param servers the real servers by VIP and port, in the order of the file
public record SessionList(List<ServerSessions> servers, TableUse table) {
    public SessionList {
        servers = List.copyOf(servers);
    }

    /// @param state the state of the listed sessions; empty for all states
    public SessionList only(String state) {
        return state.isEmpty()
                ? this
                : new SessionList(
                        servers.stream().map(server -> server.only(state)).toList(), table);
    }

    /// The sessions of one real server for one service port.
    ///
    /// @param states    the sessions in the table by state, as requested
    /// @param active    the active sessions as counted for scheduling and draining
    /// @param estimated whether `active` is an estimate, because flows follow the hash and need no session
    public record ServerSessions(
            String vip,
            String port,
            String scheduler,
            String server,
            Map<String, Long> states,
            long active,
            boolean estimated) {
        public ServerSessions {
            states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
        }

        private ServerSessions only(String state) {
            Map<String, Long> one = Map.of(state, states.getOrDefault(state, 0L));
            return new ServerSessions(vip, port, scheduler, server, one, active, estimated);
        }
    }

    /// @param places       the table's capacity in sessions
    /// @param used         the places used by live sessions, regardless of their VIP and state
    /// @param bytes        the memory allocated for the table, whether used or not
    /// @param sweptSeconds the CPU time spent on finding idle sessions since the table was created
    public record TableUse(long places, long used, long bytes, double sweptSeconds) {}
}
