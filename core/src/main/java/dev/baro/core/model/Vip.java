// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A virtual address with what is served on it.
///
/// @param servers names of its real servers, in the order of the configuration
/// @param ports its service ports, never empty
/// @param sessionSync whether its sessions are replicated to the other balancers
/// @param localSegment whether ARP and neighbour solicitations for it are answered on the attached
///     interfaces
/// @param probeThroughDscp whether probes carry the VIP's DSCP and only answers from the VIP count
/// @param slowStart how a new or returning real server comes into its share
/// @param keeping what holds a client to its real server
/// @param need        1 or more: with fewer usable servers the VIP is better served elsewhere
public record Vip(
        String name,
        IpAddress address,
        Dscp dscp,
        SchedulerKind scheduler,
        boolean sessionSync,
        boolean probeThroughDscp,
        boolean localSegment,
        List<String> servers,
        List<ServicePort> ports,
        SlowStart slowStart,
        SessionKeeping keeping,
        int need) {
    public static final int DEFAULT_NEED = 1;

    public Vip {
        servers = List.copyOf(servers);
        ports = List.copyOf(ports);
    }

    /// With no slow start, the usual keeping of sessions, and one usable server being enough.
    public Vip(
            String name,
            IpAddress address,
            Dscp dscp,
            SchedulerKind scheduler,
            boolean sessionSync,
            boolean probeThroughDscp,
            boolean localSegment,
            List<String> servers,
            List<ServicePort> ports) {
        this(
                name,
                address,
                dscp,
                scheduler,
                sessionSync,
                probeThroughDscp,
                localSegment,
                servers,
                ports,
                SlowStart.NONE,
                SessionKeeping.DEFAULTS,
                DEFAULT_NEED);
    }

    public VirtualService service(ServicePort port) {
        return new VirtualService(address, port.protocol(), port.port());
    }
}
