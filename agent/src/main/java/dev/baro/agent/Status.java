// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;

/// How far this server serves its VIPs.
///
/// @param vips one row for each VIP and way to it, then what is in the way
record Status(List<VipStatus> vips, Decapsulator decapsulator) {
    Status {
        vips = List.copyOf(vips);
    }

    boolean allStarted() {
        return vips.stream().allMatch(row -> row.state() == VipStatus.State.STARTED);
    }
}
