// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;

/// A real server as one virtual service is to use it.
///
/// @param address       where its packets are sent
/// @param weight        0..100; 0 takes no new sessions
/// @param keepsSessions whether the sessions that it has go on; otherwise their next packet goes to another server
public record PlannedServer(
        String name, IpAddress address, ForwardingMethod method, int weight, boolean keepsSessions) {
    /// Keeps its sessions.
    public PlannedServer(String name, IpAddress address, ForwardingMethod method, int weight) {
        this(name, address, method, weight, true);
    }
}
