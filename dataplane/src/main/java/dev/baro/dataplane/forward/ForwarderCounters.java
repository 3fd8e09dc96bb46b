// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the kernel counted since its maps were made, as read at one moment; survives restarts of the daemon.
///
/// @param outcomes packets by the way they took out of the program; every outcome is present
/// @param vips     of the plan in force: packets to each that did not leave for a real server, by outcome; those that
///                 there were none of are left out
/// @param refused  what was asked of each budget above its limit
/// @param services those of the plan in force, in its order
public record ForwarderCounters(
        Map<PacketOutcome, Long> outcomes,
        Map<IpAddress, Map<PacketOutcome, Long>> vips,
        Map<Budget, Long> refused,
        List<ServiceCounters> services) {
    public ForwarderCounters {
        outcomes = Collections.unmodifiableMap(copy(outcomes));
        Map<IpAddress, Map<PacketOutcome, Long>> ofVips = new LinkedHashMap<>();
        vips.forEach((vip, counts) -> ofVips.put(vip, Collections.unmodifiableMap(copy(counts))));
        vips = Collections.unmodifiableMap(ofVips);
        refused = Map.copyOf(refused);
        services = List.copyOf(services);
    }

    /// `enum budget_of` of balancer/budget.h: what is limited in a second.
    public enum Budget {
        /// "Too big" sent to clients.
        ANSWERS,
        /// Sessions entered in the table.
        SESSIONS,
        /// Resets and all other ICMP errors sent.
        REFUSALS;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// With nothing counted for single VIPs and budgets.
    public ForwarderCounters(Map<PacketOutcome, Long> outcomes, List<ServiceCounters> services) {
        this(outcomes, Map.of(), Map.of(), services);
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
