// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// One host that runs Baro.
///
/// @param interfaces the network interfaces on which packets for VIPs arrive, never empty
/// @param keepsTags  interfaces on which frames leave with the VLAN tags of their arrival
public record Balancer(
        String name, String dataCentre, IpAddress address, List<String> interfaces, List<String> keepsTags) {
    public Balancer {
        interfaces = List.copyOf(interfaces);
        keepsTags = List.copyOf(keepsTags);
    }

    /// Frames leave with the tag of their route's interface.
    public Balancer(String name, String dataCentre, IpAddress address, List<String> interfaces) {
        this(name, dataCentre, address, interfaces, List.of());
    }
}
