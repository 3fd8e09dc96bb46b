// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.VirtualService;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The sessions of one moment.
///
/// @param places  how many the table has room for
/// @param sweptNs what looking for idle sessions has taken since the table was made, of one CPU
/// @param longestPieceNs the longest soft interrupt that it took since the daemon's start
/// @param servers every real server of every virtual service, in the order of the plan
public record SessionCensus(long places, long sweptNs, long longestPieceNs, List<ServerSessions> servers) {
    public SessionCensus {
        servers = List.copyOf(servers);
    }

    /// The memory that the table takes, whether it is used or not.
    public long bytes() {
        return places * Long.BYTES;
    }

    /// Places of live sessions.
    public long used() {
        return servers.stream().mapToLong(ServerSessions::total).sum();
    }

    /// @param counts every state but [SessionState#FREE]
    public record ServerSessions(VirtualService service, String server, Map<SessionState, Long> counts) {
        public ServerSessions {
            counts = java.util.Collections.unmodifiableMap(new EnumMap<>(counts));
        }

        public long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
