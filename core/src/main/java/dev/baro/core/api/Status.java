// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The state and counters of a balancer, as returned by `GET /v1/status`. Every field is part of the interface:
/// v1 may gain fields, but none may be removed or renamed.
///
/// @param started    ISO 8601, UTC
/// @param outcomes   the packets by outcome
/// @param problems   the problems that require an operator, one sentence each; empty if there are none
/// @param overridden members with an override or in slow start, by VIP
/// @param repairs    the repairs that the daemon made in the kernel
/// @param process    the daemon's process, and its namespaces
/// @param idle       the idle times after which a session loses its real server
public record Status(
        String balancer,
        String version,
        String instance,
        String started,
        long uptimeSeconds,
        ConfigStatus config,
        List<InterfaceStatus> interfaces,
        Map<String, Long> outcomes,
        List<VipStatus> vips,
        List<String> problems,
        List<ServerMember> overridden,
        RepairStatus repairs,
        ProcessStatus process,
        IdleStatus idle) {
    public Status {
        interfaces = List.copyOf(interfaces);
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
        vips = List.copyOf(vips);
        problems = List.copyOf(problems);
        overridden = List.copyOf(overridden);
        process = Objects.requireNonNullElse(process, ProcessStatus.UNKNOWN); // an older daemon does not report it
        idle = Objects.requireNonNullElse(idle, IdleStatus.UNKNOWN);
    }

    /// @param tcpSeconds the timeout after the last packet of an established connection
    /// @param udpSeconds the timeout after the last datagram of a flow
    public record IdleStatus(long tcpSeconds, long udpSeconds) {
        public static final IdleStatus UNKNOWN = new IdleStatus(0, 0);
    }

    /// @param pid              the process ID in its PID namespace
    /// @param networkNamespace the network namespace, as in `/proc/PID/ns/net`:
    ///                         `net:[4026531840]`; empty if unknown
    public record ProcessStatus(long pid, String networkNamespace) {
        public static final ProcessStatus UNKNOWN = new ProcessStatus(0, "");
    }

    /// The configuration in force, and the state of the daemon's file.
    public Status withFile(String file, String state) {
        return new Status(
                balancer,
                version,
                instance,
                started,
                uptimeSeconds,
                new ConfigStatus(
                        config.source, config.revision, config.applied, config.accepted, config.failure, file, state),
                interfaces,
                outcomes,
                vips,
                problems,
                overridden,
                repairs,
                process,
                idle);
    }

    /// @param source    the configuration's source: the file, or `revision N` after a rollback
    /// @param revision  the number of the accepted configuration, counted across restarts
    /// @param applied   the revision in the kernel
    /// @param accepted  the time when the revision was accepted, ISO 8601, UTC
    /// @param failure   the reason why the newest configuration is not in force; empty if it is
    /// @param file      the daemon's file
    /// @param fileState whether the file equals the configuration in force: `same`, `changed`,
    ///                  `unreadable`; empty if unknown
    public record ConfigStatus(
            String source, int revision, int applied, String accepted, String failure, String file, String fileState) {
        public ConfigStatus {
            file = Objects.requireNonNullElse(file, source); // an older daemon does not report it
            fileState = Objects.requireNonNullElse(fileState, "");
        }

        public ConfigStatus(String source, int revision, int applied, String accepted, String failure) {
            this(source, revision, applied, accepted, failure, source, "");
        }
    }

    /// @param mode   `native`, the slower `generic`, or `none` if the program is not attached
    /// @param reason the reason why the mode is not `native`; may be empty
    public record InterfaceStatus(String name, String mode, String reason) {}

    /// Differences from the plan that the daemon found in the kernel and repaired.
    ///
    /// @param count the number of repairs since the daemon started
    /// @param last  the time of the last repair, ISO 8601, UTC; empty before the first repair
    /// @param what  one sentence for each item repaired at that time
    public record RepairStatus(long count, String last, List<String> what) {
        public static final RepairStatus NONE = new RepairStatus(0, "", List.of());

        public RepairStatus {
            what = List.copyOf(what);
        }
    }

    /// @param dscpText the code point in every notation
    /// @param members  the number of real servers of the VIP
    /// @param usable   the number of members that accept new sessions on at least one port
    /// @param unwell   the number of members that are [ServerStatus#unwell()]
    /// @param outcomes packets to the VIP that were not forwarded, by outcome; outcomes
    ///                 without packets are omitted
    /// @param servers  the servers, in the order of the configuration; for a long list, only
    ///                 the first unwell ones
    public record VipStatus(
            String name,
            String address,
            int dscp,
            String dscpText,
            String scheduler,
            List<PortStatus> ports,
            int members,
            int usable,
            int unwell,
            Map<String, Long> outcomes,
            List<ServerStatus> servers) {
        public VipStatus {
            ports = List.copyOf(ports);
            outcomes = outcomes == null // an older daemon does not report it
                    ? Map.of()
                    : Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
            servers = List.copyOf(servers);
        }

        public VipStatus withServers(List<ServerStatus> some) {
            return new VipStatus(
                    name, address, dscp, dscpText, scheduler, ports, members, usable, unwell, outcomes, some);
        }
    }

    /// @param members           the number of real servers that serve the port
    /// @param usable            the number of these servers that accept new sessions
    /// @param sessionsEstimated whether active sessions are estimates, because flows follow the hash
    public record PortStatus(
            String name,
            String protocol,
            int port,
            int members,
            int usable,
            long sessionsCreated,
            long sessionsActive,
            boolean sessionsEstimated) {}

    /// A real server in one VIP: its state, and its counters over all ports since they were created.
    ///
    /// @param state   the state set by the operator: `enabled`, `drain` or `disabled`
    /// @param bytes   the number of bytes, from the IP header on
    /// @param health  `up`, `standby`, `down`, `unknown`, `kept`, `held`, `partly` if its ports differ, or
    ///                `unwatched` if nothing is probed
    /// @param verdict `healthy`, `mark-lost`, ...; empty if nothing is probed or its ports differ
    public record ServerStatus(
            String name,
            String dataCentre,
            String address,
            String state,
            int weight,
            long packets,
            long bytes,
            long sessionsCreated,
            long sessionsActive,
            String health,
            String verdict) {
        public boolean takesNewSessions() {
            return new ServerMember.AdminState(state, weight).takesNewSessions() && HealthWord.takesNewSessions(health);
        }

        /// Whether the server needs attention because it gets no new sessions or a probe fails.
        public boolean unwell() {
            boolean waits = health.equals(HealthWord.STANDBY);
            return !(takesNewSessions() || waits) || !HealthWord.isFine(health);
        }

        /// Combines the states of one server for two ports.
        public ServerStatus and(ServerStatus other) {
            return new ServerStatus(
                    name,
                    dataCentre,
                    address,
                    state,
                    weight,
                    packets + other.packets,
                    bytes + other.bytes,
                    sessionsCreated + other.sessionsCreated,
                    sessionsActive + other.sessionsActive,
                    HealthWord.together(health, other.health),
                    verdict.equals(other.verdict) ? verdict : "");
        }
    }
}
