// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A named port of a VIP, such as `http` 80/tcp.
///
/// @param port   1..65535
/// @param check  what the application must answer for a real server to stay up on this port
/// @param probes where and when it is probed
/// @param servers which real servers of the VIP serve it; empty: all of them
public record ServicePort(
        String name, Protocol protocol, int port, ApplicationCheck check, ServiceProbes probes, List<String> servers) {
    public ServicePort {
        servers = List.copyOf(servers);
    }

    /// Served by all real servers of the VIP.
    public ServicePort(String name, Protocol protocol, int port, ApplicationCheck check, ServiceProbes probes) {
        this(name, protocol, port, check, probes, List.of());
    }

    /// Probed like every port.
    public ServicePort(String name, Protocol protocol, int port, ApplicationCheck check) {
        this(name, protocol, port, check, ServiceProbes.DEFAULTS);
    }

    /// Whether a real server of the VIP serves it.
    public boolean isServedBy(String server) {
        return servers.isEmpty() || servers.contains(server);
    }

    /// Whether the check is a request on a connection (L7), and not the L4 probe itself.
    public boolean asksOverTcp() {
        return check.asksOverTcp(protocol);
    }
}
