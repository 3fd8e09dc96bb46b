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
public record VipOptions(
        SchedulerKind scheduler,
        boolean sessionSync,
        boolean probeThroughDscp,
        boolean localSegment,
        SlowStart slowStart,
        SessionKeeping keeping,
        int need) {
    /// Those of a VIP of which the file says nothing else.
    public static final VipOptions DEFAULTS =
            new VipOptions(SchedulerKind.ROUND_ROBIN, false, true, false, SlowStart.NONE, SessionKeeping.DEFAULTS, 1);

    public VipOptions withScheduler(SchedulerKind other) {
        return new VipOptions(other, sessionSync, probeThroughDscp, localSegment, slowStart, keeping, need);
    }

    public VipOptions withSessionSync(boolean other) {
        return new VipOptions(scheduler, other, probeThroughDscp, localSegment, slowStart, keeping, need);
    }

    public VipOptions withProbeThroughDscp(boolean other) {
        return new VipOptions(scheduler, sessionSync, other, localSegment, slowStart, keeping, need);
    }

    public VipOptions withNeed(int other) {
        return new VipOptions(scheduler, sessionSync, probeThroughDscp, localSegment, slowStart, keeping, other);
    }
}
