// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.status;

import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;

/// How far this server serves its VIPs.
///
/// @param vips one row for each VIP and way to it, then what is in the way
public record Status(List<VipStatus> vips, Decapsulator decapsulator) {
    public Status {
        vips = List.copyOf(vips);
    }

    public boolean allStarted() {
        return vips.stream().allMatch(row -> row.state() == VipStatus.State.STARTED);
    }
}
