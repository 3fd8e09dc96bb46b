// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A virtual address with its service ports.
///
/// @param servers the names of its real servers, in the order of the configuration
/// @param ports its service ports, never empty
public record Vip(
        String name, IpAddress address, Dscp dscp, List<String> servers, List<ServicePort> ports, VipOptions options) {
    public Vip {
        servers = List.copyOf(servers);
        ports = List.copyOf(ports);
    }

    /// The names of the real servers that serve a port, in the order of the VIP's servers.
    public List<String> servers(ServicePort port) {
        return port.servers().isEmpty()
                ? servers
                : servers.stream().filter(port::isServedBy).toList();
    }

    public VirtualService service(ServicePort port) {
        return new VirtualService(address, port.protocol(), port.port());
    }
}
