// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer to `GET /v1/sessions`.
///
/// @param servers real servers by VIP and port, in the order of the file
public record SessionList(List<ServerSessions> servers, TableUse table) {
    public SessionList {
        servers = List.copyOf(servers);
    }

    /// @param state empty: every one
    public SessionList only(String state) {
        return state.isEmpty()
                ? this
                : new SessionList(
                        servers.stream().map(server -> server.only(state)).toList(), table);
    }

    /// What one real server has of one service port.
    ///
    /// @param states    sessions in the table by their state; those that were asked for
    /// @param active    sessions that it holds as they are counted for scheduling and draining
    /// @param estimated whether `active` is an estimate, because flows go by the hash and need no session
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

    /// @param places       how many sessions fit
    /// @param used         places of live sessions, of every VIP and state
    /// @param bytes        memory that it takes, whether used or not
    /// @param sweptSeconds what looking for idle sessions has taken of one CPU since the table was made
    public record TableUse(long places, long used, long bytes, double sweptSeconds) {}
}
