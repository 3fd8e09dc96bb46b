// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.core.schedule.Turns;
import java.time.Duration;
import java.util.List;

/// The plan of one virtual service.
///
/// @param servers   every real server that may hold sessions, including those that take no new ones
/// @param ring      the ring of servers that take new sessions; its slots hold positions in `servers`
/// @param turns     with [SlotChoice#NEXT], the number of new sessions that each server takes
/// @param affinity  how long a silent client keeps its real server for all its flows; zero if each flow is
///                  scheduled separately, at most [#MAX_AFFINITY]
/// @param synced    whether the service's sessions are copied to the other balancers
/// @param onePacket whether each datagram takes a turn and makes no session; with [SlotChoice#NEXT] and UDP
public record ServicePlan(
        VirtualService service,
        Dscp dscp,
        SlotChoice choice,
        List<PlannedServer> servers,
        Ring ring,
        Turns turns,
        Duration affinity,
        boolean synced,
        boolean onePacket) {
    /// The longest affinity that the clock of the session table allows.
    public static final Duration MAX_AFFINITY = SessionTimeouts.LONGEST;

    public ServicePlan {
        servers = List.copyOf(servers);
        if (affinity.isNegative() || affinity.compareTo(MAX_AFFINITY) > 0) {
            throw new IllegalArgumentException("affinity of " + service + " must be 0..8000s but is " + affinity);
        }
        if (onePacket && (choice != SlotChoice.NEXT || service.protocol() != Protocol.UDP || !affinity.isZero())) {
            throw new IllegalArgumentException(service + " cannot schedule each datagram");
        }
        if (ring.highest() >= servers.size()) {
            throw new IllegalArgumentException(
                    "a slot of " + service + " holds server " + ring.highest() + " of " + servers.size());
        }
        if (choice == SlotChoice.NEXT && turns.weights().size() != servers.size()) {
            throw new IllegalArgumentException(
                    turns.weights().size() + " turns in " + service + " for " + servers.size() + " servers");
        }
    }

    /// A plan in which, with round robin, each server has as many turns as slots.
    public ServicePlan(
            VirtualService service,
            Dscp dscp,
            SlotChoice choice,
            List<PlannedServer> servers,
            Ring ring,
            Duration affinity) {
        this(
                service,
                dscp,
                choice,
                servers,
                ring,
                choice == SlotChoice.NEXT ? Turns.of(ring, servers.size()) : Turns.NONE,
                affinity);
    }

    /// A plan whose sessions are not copied.
    public ServicePlan(
            VirtualService service,
            Dscp dscp,
            SlotChoice choice,
            List<PlannedServer> servers,
            Ring ring,
            Turns turns,
            Duration affinity) {
        this(service, dscp, choice, servers, ring, turns, affinity, false, false);
    }

    /// The same plan, but with its sessions copied to other balancers.
    public ServicePlan withSync() {
        return new ServicePlan(service, dscp, choice, servers, ring, turns, affinity, true, onePacket);
    }

    /// The same, and each datagram takes a turn.
    public ServicePlan withOnePacket() {
        return new ServicePlan(service, dscp, choice, servers, ring, turns, affinity, synced, true);
    }

    /// Whether the number of active sessions is only an estimate, because not all of them have an entry
    /// in the session table.
    public boolean isEstimated() {
        boolean handshakes = service.protocol() == Protocol.TCP && affinity.isZero();
        return choice == SlotChoice.HASH || choice == SlotChoice.NEXT && handshakes;
    }

    /// A plan in which each flow is scheduled separately.
    public ServicePlan(VirtualService service, Dscp dscp, SlotChoice choice, List<PlannedServer> servers, Ring ring) {
        this(service, dscp, choice, servers, ring, Duration.ZERO);
    }
}
