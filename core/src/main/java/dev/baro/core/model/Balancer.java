// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// One host that runs Baro.
///
/// @param interfaces the network interfaces on which packets for VIPs arrive, never empty
public record Balancer(String name, String dataCentre, IpAddress address, List<String> interfaces) {
    public Balancer {
        interfaces = List.copyOf(interfaces);
    }
}
