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

/// The kernel's counters since its maps were created, read at one moment. They survive restarts of the daemon.
///
/// @param outcomes the packets by outcome; every outcome is present
/// @param vips     the packets to each VIP of the plan in force that were not forwarded, by outcome; VIPs
///                 without such packets are omitted
/// @param refused  the requests that each budget refused
/// @param services the services of the current plan, in the plan's order
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

    /// `enum budget_of` of balancer/budget.h: what is limited. All limits except [#PLACES] apply to one second.
    public enum Budget {
        /// "Too big" errors sent to clients.
        ANSWERS,
        /// Sessions entered in the table.
        SESSIONS,
        /// Resets and all other ICMP errors sent.
        REFUSALS,
        /// Sessions in one bucket of the table.
        PLACES;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Creates counters without VIPs and budgets.
    public ForwarderCounters(Map<PacketOutcome, Long> outcomes, List<ServiceCounters> services) {
        this(outcomes, Map.of(), Map.of(), services);
    }

    private static EnumMap<PacketOutcome, Long> copy(Map<PacketOutcome, Long> outcomes) {
        EnumMap<PacketOutcome, Long> copy = new EnumMap<>(PacketOutcome.class);
        copy.putAll(outcomes);
        return copy;
    }

    /// @param estimated whether active sessions are an estimate, because flows follow the hash
    /// @param servers   the servers' counters, in the order of the plan
    public record ServiceCounters(VirtualService service, boolean estimated, List<ServerCounters> servers) {
        public ServiceCounters {
            servers = List.copyOf(servers);
        }
    }

    /// The counters of one real server in one virtual service.
    ///
    /// @param packets           the packets forwarded to it
    /// @param bytes             the bytes of these packets, from the IP header on
    /// @param sessionsCreated   the new sessions assigned to it; with the hash, TCP SYNs
    /// @param sessionsActive    its current sessions; with the hash, SYNs minus FINs and RSTs
    /// @param synRepeats        SYNs repeated before an ACK, because the client got no answer
    /// @param lastPacketSeconds the time since its last packet; -1 if unknown
    public record ServerCounters(
            String name,
            IpAddress address,
            long packets,
            long bytes,
            long sessionsCreated,
            long sessionsActive,
            long synRepeats,
            long lastPacketSeconds) {
        /// Counters of a server without traffic.
        public static ServerCounters none(String name, IpAddress address) {
            return new ServerCounters(name, address, 0, 0, 0, 0, 0, -1);
        }
    }
}
