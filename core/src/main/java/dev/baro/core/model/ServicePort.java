// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A named port of a VIP, such as `http` 80/tcp.
///
/// @param port      1..65535
/// @param check     the check that a real server must pass to stay up on this port
/// @param probes    the settings for where and when the port is probed
/// @param servers   the real servers of the VIP that serve the port; empty if all do
/// @param onePacket whether each datagram of a UDP port takes its own turn and makes no session
public record ServicePort(
        String name,
        Protocol protocol,
        int port,
        ApplicationCheck check,
        ServiceProbes probes,
        List<String> servers,
        boolean onePacket) {
    public ServicePort {
        servers = List.copyOf(servers);
    }

    /// A port that all real servers of the VIP serve.
    public ServicePort(String name, Protocol protocol, int port, ApplicationCheck check, ServiceProbes probes) {
        this(name, protocol, port, check, probes, List.of(), false);
    }

    /// A port that is probed with the general settings.
    public ServicePort(String name, Protocol protocol, int port, ApplicationCheck check) {
        this(name, protocol, port, check, ServiceProbes.DEFAULTS);
    }

    /// The same port, served by some of the VIP's real servers.
    public ServicePort withServers(List<String> names) {
        return new ServicePort(name, protocol, port, check, probes, names, onePacket);
    }

    /// Whether a real server of the VIP serves this port.
    public boolean isServedBy(String server) {
        return servers.isEmpty() || servers.contains(server);
    }

    /// Whether the check is a request on a connection (L7), as opposed to the L4 probe itself.
    public boolean asksOverTcp() {
        return check.asksOverTcp(protocol);
    }
}
