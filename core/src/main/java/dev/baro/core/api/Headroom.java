// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// How close a balancer is to its limits, as reported by the kernel over the last minute, and by
/// the session table now.
///
/// @param processors     the number of processors of this host
/// @param softirqPercent the share of all CPU time spent on packets and timers of the kernel
/// @param busiestPercent the same for the busiest CPU
/// @param sessions       the number of sessions in the table
/// @param places         the number of places in the table; 0 if it could not be read
/// @param interfaces     the interfaces where packets for VIPs arrive
public record Headroom(
        int processors,
        double softirqPercent,
        double busiestPercent,
        long sessions,
        long places,
        List<InterfaceLosses> interfaces) {
    public static final Headroom NONE = new Headroom(0, 0, 0, 0, 0, List.of());

    public Headroom {
        interfaces = List.copyOf(interfaces);
    }

    /// @param dropped the packets that the kernel dropped (rx_dropped), including packets of unknown protocols
    /// @param missed  the packets that did not fit into the buffers of the card (rx_missed_errors)
    public record InterfaceLosses(String name, long dropped, long missed) {}
}
