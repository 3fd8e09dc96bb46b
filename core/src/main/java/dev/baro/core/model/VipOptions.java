// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// How a VIP is served, apart from where and by which real servers.
///
/// @param sessionSync whether its sessions are replicated to the other balancers
/// @param probeThroughDscp whether probes carry the VIP's DSCP and only answers from the VIP count
/// @param localSegment whether ARP and neighbour solicitations for it are answered on the attached interfaces
/// @param slowStart how a new or returning real server comes into its share
/// @param keeping what holds a client to its real server
/// @param need 1 or more: with fewer usable servers the VIP is better served elsewhere
/// @param refusals what a client is told that cannot be served
public record VipOptions(
        SchedulerKind scheduler,
        boolean sessionSync,
        boolean probeThroughDscp,
        boolean localSegment,
        SlowStart slowStart,
        SessionKeeping keeping,
        int need,
        Refusals refusals) {
    /// Those of a VIP of which the file says nothing else.
    public static final VipOptions DEFAULTS = new VipOptions(
            SchedulerKind.ROUND_ROBIN,
            false,
            true,
            false,
            SlowStart.NONE,
            SessionKeeping.DEFAULTS,
            1,
            Refusals.DEFAULTS);

    /// What becomes of a packet that goes to no real server.
    public enum Refusal {
        /// Nothing is sent: the client waits until it gives up.
        DROP,
        /// TCP gets a reset (RFC 9293 section 3.10.7.1), UDP an ICMP port unreachable: the client learns at once.
        RESET;

        /// The word of the configuration file and of every output: `drop`, `reset`.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// @param onUnserved for a port that the VIP does not serve
    /// @param onNoServer for a virtual service without a usable real server
    public record Refusals(Refusal onUnserved, Refusal onNoServer) {
        public static final Refusals DEFAULTS = new Refusals(Refusal.DROP, Refusal.DROP);
    }

    public VipOptions withScheduler(SchedulerKind other) {
        return new VipOptions(other, sessionSync, probeThroughDscp, localSegment, slowStart, keeping, need, refusals);
    }

    public VipOptions withSessionSync(boolean other) {
        return new VipOptions(scheduler, other, probeThroughDscp, localSegment, slowStart, keeping, need, refusals);
    }

    public VipOptions withProbeThroughDscp(boolean other) {
        return new VipOptions(scheduler, sessionSync, other, localSegment, slowStart, keeping, need, refusals);
    }

    public VipOptions withNeed(int other) {
        return new VipOptions(
                scheduler, sessionSync, probeThroughDscp, localSegment, slowStart, keeping, other, refusals);
    }

    public VipOptions withSlowStart(SlowStart other) {
        return new VipOptions(scheduler, sessionSync, probeThroughDscp, localSegment, other, keeping, need, refusals);
    }

    public VipOptions withKeeping(SessionKeeping other) {
        return new VipOptions(scheduler, sessionSync, probeThroughDscp, localSegment, slowStart, other, need, refusals);
    }

    public VipOptions withRefusals(Refusals other) {
        return new VipOptions(scheduler, sessionSync, probeThroughDscp, localSegment, slowStart, keeping, need, other);
    }
}
