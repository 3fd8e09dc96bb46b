// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;

/// A real server as planned for one virtual service.
///
/// @param address       the destination of its packets
/// @param weight        the weight, 0..100; 0 takes no new sessions
/// @param keepsSessions whether its existing sessions stay; otherwise their next packet goes to another server
public record PlannedServer(
        String name, IpAddress address, ForwardingMethod method, int weight, boolean keepsSessions) {
    /// Keeps its sessions.
    public PlannedServer(String name, IpAddress address, ForwardingMethod method, int weight) {
        this(name, address, method, weight, true);
    }
}
