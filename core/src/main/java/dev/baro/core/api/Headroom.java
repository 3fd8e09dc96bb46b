// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// How near a balancer is to its limits, as far as the kernel tells: of the last minute, and of the session table now.
///
/// @param processors      of this host
/// @param softirqPercent  of the time of all processors, spent on packets and timers of the kernel
/// @param busiestPercent  the same of the processor that spends most
/// @param sessions        in the table
/// @param places          of the table; 0: it could not be read
/// @param interfaces      where packets for VIPs arrive
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

    /// @param dropped packets that the kernel dropped (rx_dropped): also those that no protocol wanted
    /// @param missed  packets that the card had no room for (rx_missed_errors)
    public record InterfaceLosses(String name, long dropped, long missed) {}
}
