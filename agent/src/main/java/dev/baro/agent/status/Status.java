// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.status;

import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;

/// The state of this server's VIPs.
///
/// @param vips one row for each VIP and path to it, followed by rows for foreign and leftover rules
public record Status(List<VipStatus> vips, Decapsulator decapsulator) {
    public Status {
        vips = List.copyOf(vips);
    }

    public boolean allStarted() {
        return vips.stream().allMatch(row -> row.state() == VipStatus.State.STARTED);
    }
}
