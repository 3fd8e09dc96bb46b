// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a balancer is, holds and has counted, as `GET /v1/status` answers it. Every field is part of the
/// interface: one may be added, none removed or renamed within v1.
///
/// @param started ISO 8601, UTC
/// @param outcomes packets by the way they took out of the program
/// @param problems what an operator should act on, one sentence each; empty when all is well
/// @param overridden members with an override or in a slow start, by VIP
/// @param repairs what the daemon put right in the kernel
/// @param process of the daemon, and where it lives
/// @param idle    how long a session without a packet keeps its real server
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
        process = Objects.requireNonNullElse(process, ProcessStatus.UNKNOWN); // an older daemon does not tell
        idle = Objects.requireNonNullElse(idle, IdleStatus.UNKNOWN);
    }

    /// @param tcpSeconds after the last packet of an established connection
    /// @param udpSeconds after the last datagram of a flow
    public record IdleStatus(long tcpSeconds, long udpSeconds) {
        public static final IdleStatus UNKNOWN = new IdleStatus(0, 0);
    }

    /// @param pid              in its PID namespace
    /// @param networkNamespace as `/proc/PID/ns/net` names it, `net:[4026531840]`; empty where it is not known
    public record ProcessStatus(long pid, String networkNamespace) {
        public static final ProcessStatus UNKNOWN = new ProcessStatus(0, "");
    }

    /// The same, with what is known of the daemon's file.
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

    /// @param source    what it came from: the file, or `revision N` after a rollback
    /// @param revision  counts the accepted configurations, over restarts
    /// @param applied   the revision that the kernel holds
    /// @param accepted  when the revision was accepted, ISO 8601, UTC
    /// @param failure   why the newest configuration is not in force; empty when it is
    /// @param file      the daemon's file
    /// @param fileState whether the file says what is in force: `same`, `changed`, `unreadable`; empty: not known
    public record ConfigStatus(
            String source, int revision, int applied, String accepted, String failure, String file, String fileState) {
        public ConfigStatus {
            file = Objects.requireNonNullElse(file, source); // an older daemon does not tell
            fileState = Objects.requireNonNullElse(fileState, "");
        }

        public ConfigStatus(String source, int revision, int applied, String accepted, String failure) {
            this(source, revision, applied, accepted, failure, source, "");
        }
    }

    /// @param mode   `native`, the slower `generic`, or `none` where the program is not attached
    /// @param reason why it is not `native`; may be empty
    public record InterfaceStatus(String name, String mode, String reason) {}

    /// What the daemon found in the kernel other than it should be, and put right.
    ///
    /// @param count since the start
    /// @param last  when something last was, ISO 8601, UTC; empty before
    /// @param what  one sentence for each thing that was put right then
    public record RepairStatus(long count, String last, List<String> what) {
        public static final RepairStatus NONE = new RepairStatus(0, "", List.of());

        public RepairStatus {
            what = List.copyOf(what);
        }
    }

    /// @param dscpText the code point in every notation
    /// @param members  how many real servers it has
    /// @param usable   how many of them take new sessions, on some of its ports at least
    /// @param unwell   how many of them are [ServerStatus#unwell()]
    /// @param outcomes packets to it that did not leave for a real server, by outcome; without those that were none
    /// @param servers  in the order of the configuration; of many, only the first that are unwell
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
            outcomes = outcomes == null // an older daemon does not tell
                    ? Map.of()
                    : Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
            servers = List.copyOf(servers);
        }

        public VipStatus withServers(List<ServerStatus> some) {
            return new VipStatus(
                    name, address, dscp, dscpText, scheduler, ports, members, usable, unwell, outcomes, some);
        }
    }

    /// @param members           how many real servers serve it
    /// @param usable            how many of them take new sessions
    /// @param sessionsEstimated whether sessions that are active are estimates, because flows go by the hash
    public record PortStatus(
            String name,
            String protocol,
            int port,
            int members,
            int usable,
            long sessionsCreated,
            long sessionsActive,
            boolean sessionsEstimated) {}

    /// What one real server is to one VIP, and got of it since the counters were made, by all its ports together.
    ///
    /// @param state what the operator wants of it now: `enabled`, `drain` or `disabled`
    /// @param bytes from the IP header on
    /// @param health  `up`, `standby`, `down`, `unknown`, `kept`, `held`, `partly` where its ports differ, or
    ///     `unwatched` when nothing is probed
    /// @param verdict why: `healthy`, `mark-lost`, ...; empty when nothing is probed, or the ports differ in it
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

        /// Whether an operator may want to know: it takes no new sessions, or not everything that is probed is well.
        public boolean unwell() {
            boolean waits = health.equals(HealthWord.STANDBY);
            return !(takesNewSessions() || waits) || !HealthWord.isFine(health);
        }

        /// What the same server is to both, where it is one to each port.
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
