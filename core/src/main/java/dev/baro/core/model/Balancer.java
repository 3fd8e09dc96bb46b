// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A host that runs Baro as a balancer.
///
/// @param interfaces the network interfaces on which packets for VIPs arrive, never empty
/// @param keepsTags  the interfaces on which frames leave with the VLAN tags they arrived with
public record Balancer(
        String name, String dataCentre, IpAddress address, List<String> interfaces, List<String> keepsTags) {
    public Balancer {
        interfaces = List.copyOf(interfaces);
        keepsTags = List.copyOf(keepsTags);
    }

    /// A balancer whose frames leave with the tag of their route's interface.
    public Balancer(String name, String dataCentre, IpAddress address, List<String> interfaces) {
        this(name, dataCentre, address, interfaces, List.of());
    }
}
