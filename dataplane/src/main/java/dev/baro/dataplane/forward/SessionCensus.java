// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.VirtualService;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The sessions at one moment.
///
/// @param places         the capacity of the table
/// @param sweptNs        the CPU time spent looking for idle sessions since the table was created
/// @param longestPieceNs the longest soft interrupt of that work since the daemon's start
/// @param longestWorkNs  the longest such interrupt without its longest interval of 16 buckets, during which
///                       the CPU may have been busy elsewhere
/// @param servers        every real server of every virtual service, in the order of the plan
public record SessionCensus(
        long places, long sweptNs, long longestPieceNs, long longestWorkNs, List<ServerSessions> servers) {
    public SessionCensus {
        servers = List.copyOf(servers);
    }

    /// The size of the table's memory, used or not.
    public long bytes() {
        return places * Long.BYTES;
    }

    /// The number of places with live sessions.
    public long used() {
        return servers.stream().mapToLong(ServerSessions::total).sum();
    }

    /// @param counts the number of sessions in every state except [SessionState#FREE]
    public record ServerSessions(VirtualService service, String server, Map<SessionState, Long> counts) {
        public ServerSessions {
            counts = java.util.Collections.unmodifiableMap(new EnumMap<>(counts));
        }

        public long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
