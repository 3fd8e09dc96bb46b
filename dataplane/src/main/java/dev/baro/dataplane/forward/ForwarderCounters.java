// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the kernel counted since its maps were made, as read at one moment; survives restarts of the daemon.
///
/// @param outcomes packets by the way they took out of the program; every outcome is present
/// @param services those of the plan in force, in its order
public record ForwarderCounters(Map<PacketOutcome, Long> outcomes, List<ServiceCounters> services) {
    public ForwarderCounters {
        outcomes = java.util.Collections.unmodifiableMap(copy(outcomes));
        services = List.copyOf(services);
    }

    private static EnumMap<PacketOutcome, Long> copy(Map<PacketOutcome, Long> outcomes) {
        EnumMap<PacketOutcome, Long> copy = new EnumMap<>(PacketOutcome.class);
        copy.putAll(outcomes);
        return copy;
    }

    /// @param estimated whether active sessions are an estimate, because flows go by the hash
    /// @param servers   in the order of the plan
    public record ServiceCounters(VirtualService service, boolean estimated, List<ServerCounters> servers) {
        public ServiceCounters {
            servers = List.copyOf(servers);
        }
    }

    /// What one real server got of one virtual service.
    ///
    /// @param packets           forwarded to it
    /// @param bytes             of these packets, from the IP header on
    /// @param sessionsCreated   new sessions given to it; with the hash, TCP SYNs
    /// @param sessionsActive    sessions that it holds now; with the hash, SYNs less FINs and RSTs
    /// @param synRepeats        SYNs that came again before an ACK: the client heard nothing
    /// @param lastPacketSeconds how long ago its last packet was; -1 when that is not known
    public record ServerCounters(
            String name,
            IpAddress address,
            long packets,
            long bytes,
            long sessionsCreated,
            long sessionsActive,
            long synRepeats,
            long lastPacketSeconds) {
        /// Of a server that nothing was counted for.
        public static ServerCounters none(String name, IpAddress address) {
            return new ServerCounters(name, address, 0, 0, 0, 0, 0, -1);
        }
    }
}
