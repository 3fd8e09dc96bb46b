// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;

/// A real server as one virtual service is to use it.
///
/// @param address where its packets are sent
/// @param weight  0..100; 0 takes no new sessions but keeps those it has
/// @param down    whether health says that it cannot serve, so that those it has are lost, too; its
///                weight is then 0
public record PlannedServer(String name, IpAddress address, ForwardingMethod method, int weight, boolean down) {
    /// It serves.
    public PlannedServer(String name, IpAddress address, ForwardingMethod method, int weight) {
        this(name, address, method, weight, false);
    }
}
