// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// How close a balancer is to its limits, according to the kernel's figures for the last minute and the
/// session table's current use.
///
/// @param processors     the number of processors of this host
/// @param softirqPercent the share of all CPU time that the kernel spends on packets and timers
/// @param busiestPercent the same share for the busiest CPU
/// @param sessions       the number of sessions in the table
/// @param places         the number of places in the table; 0 if the table could not be read
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
    /// @param missed  the packets that did not fit into the network card's buffers (rx_missed_errors)
    public record InterfaceLosses(String name, long dropped, long missed) {}
}
