// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The settings of a VIP, apart from its address and real servers.
///
/// @param sessionSync      whether its sessions are copied to the other balancers of the cluster
/// @param probeThroughDscp whether probes carry the VIP's DSCP and only answers from the VIP count
/// @param localSegment     whether the attached interfaces answer ARP and neighbour solicitations for the VIP
/// @param slowStart        the ramp of a new or returning real server
/// @param keeping          the settings that keep a client on its real server
/// @param need             the number of usable servers, 1 or more, below which another balancer
///                         should serve the VIP
/// @param refusals         the answers to clients that cannot be served
/// @param standby          the real servers that wait until others fail
/// @param spread           with round-robin, the largest difference between two servers' new sessions;
///                         1 is exactly even
public record VipOptions(
        SchedulerKind scheduler,
        boolean sessionSync,
        boolean probeThroughDscp,
        boolean localSegment,
        SlowStart slowStart,
        SessionKeeping keeping,
        int need,
        Refusals refusals,
        Standby standby,
        int spread) {
    /// The defaults.
    public static final VipOptions DEFAULTS = new VipOptions(
            SchedulerKind.ROUND_ROBIN,
            true,
            true,
            false,
            SlowStart.NONE,
            SessionKeeping.DEFAULTS,
            1,
            Refusals.DEFAULTS,
            Standby.NONE,
            1);

    /// The treatment of a packet that cannot be sent to a real server.
    public enum Refusal {
        /// The packet gets no answer, so the client waits until it gives up.
        DROP,
        /// A TCP client gets a reset (RFC 9293 section 3.10.7.1), and a UDP client an ICMP port unreachable, so
        /// the client notices immediately.
        RESET;

        /// The word in the configuration file and in every output: `drop`, `reset`.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param onUnserved the refusal for a port that the VIP does not serve
    /// @param onNoServer the refusal for a virtual service without a usable real server
    public record Refusals(Refusal onUnserved, Refusal onNoServer) {
        public static final Refusals DEFAULTS = new Refusals(Refusal.DROP, Refusal.DROP);
    }

    /// The real servers of a VIP that get new sessions only while too few others can. If neither servers nor
    /// data centres are given, no server stands by.
    ///
    /// @param servers      the names of real servers of the VIP
    /// @param dataCentres  the names of the data centres in which all servers of the VIP stand by
    /// @param otherCentres whether servers outside the balancer's data centre stand by;
    ///                     never together with names
    /// @param below        1 or more; the standby servers are called while fewer than this many of the
    ///                     other servers are usable
    /// @param restAfter    how long enough of the other servers must be usable before the
    ///                     standby servers rest again
    public record Standby(
            List<String> servers, List<String> dataCentres, boolean otherCentres, int below, Duration restAfter) {
        /// The word that replaces names of data centres.
        public static final String OTHERS = "others";

        public static final Standby NONE = new Standby(List.of(), List.of(), false, 1, Duration.ofSeconds(30));

        public Standby {
            servers = List.copyOf(servers);
            dataCentres = List.copyOf(dataCentres);
        }

        public boolean isNone() {
            return servers.isEmpty() && dataCentres.isEmpty() && !otherCentres;
        }

        /// The servers of the VIP that stand by. A server without a data centre is not regarded as
        /// being in another one.
        ///
        /// @param all       the real servers of the VIP
        /// @param ownCentre the balancer's data centre; if empty, no data centre counts as another one
        /// @return their names
        public Set<String> among(Collection<RealServer> all, String ownCentre) {
            Set<String> named = Set.copyOf(servers);
            return all.stream()
                    .filter(server -> named.contains(server.name())
                            || dataCentres.contains(server.dataCentre())
                            || otherCentres && isElsewhere(server.dataCentre(), ownCentre))
                    .map(RealServer::name)
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static boolean isElsewhere(String centre, String ownCentre) {
            return !centre.isEmpty() && !ownCentre.isEmpty() && !centre.equals(ownCentre);
        }
    }

    public VipOptions withScheduler(SchedulerKind other) {
        return new VipOptions(
                other,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                keeping,
                need,
                refusals,
                standby,
                spread);
    }

    public VipOptions withSessionSync(boolean other) {
        return new VipOptions(
                scheduler, other, probeThroughDscp, localSegment, slowStart, keeping, need, refusals, standby, spread);
    }

    public VipOptions withProbeThroughDscp(boolean other) {
        return new VipOptions(
                scheduler, sessionSync, other, localSegment, slowStart, keeping, need, refusals, standby, spread);
    }

    public VipOptions withNeed(int other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                keeping,
                other,
                refusals,
                standby,
                spread);
    }

    public VipOptions withSlowStart(SlowStart other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                other,
                keeping,
                need,
                refusals,
                standby,
                spread);
    }

    public VipOptions withKeeping(SessionKeeping other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                other,
                need,
                refusals,
                standby,
                spread);
    }

    public VipOptions withRefusals(Refusals other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                keeping,
                need,
                other,
                standby,
                spread);
    }

    public VipOptions withStandby(Standby other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                keeping,
                need,
                refusals,
                other,
                spread);
    }

    public VipOptions withSpread(int other) {
        return new VipOptions(
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                slowStart,
                keeping,
                need,
                refusals,
                standby,
                other);
    }
}
