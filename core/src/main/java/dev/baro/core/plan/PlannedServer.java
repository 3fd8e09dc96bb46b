// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;

/// A real server as planned for one virtual service.
///
/// @param address       the destination address of packets to the server
/// @param weight        the weight, 0..100; 0 takes no new sessions
/// @param keepsSessions whether the server's existing sessions stay; otherwise their next packet
///                      goes to another server
public record PlannedServer(
        String name, IpAddress address, ForwardingMethod method, int weight, boolean keepsSessions) {
    /// A server that keeps its sessions.
    public PlannedServer(String name, IpAddress address, ForwardingMethod method, int weight) {
        this(name, address, method, weight, true);
    }
}
