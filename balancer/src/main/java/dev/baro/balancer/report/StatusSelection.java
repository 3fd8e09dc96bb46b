// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.model.Vip;
import java.util.ArrayList;
import java.util.List;

/// The VIPs and real servers to include in a status.
///
/// @param vip         the name of the only VIP; empty for all VIPs
/// @param mostServers if the VIPs have more real servers in total, at most this number of those with problems
public record StatusSelection(String vip, int mostServers) {
    List<Vip> of(List<Vip> vips) {
        return vip.isEmpty()
                ? vips
                : vips.stream().filter(one -> one.name().equals(vip)).toList();
    }

    List<VipStatus> trimmed(List<VipStatus> vips) {
        if (vips.stream().mapToLong(VipStatus::members).sum() <= mostServers) {
            return vips;
        }
        List<VipStatus> trimmed = new ArrayList<>();
        int left = mostServers;
        for (VipStatus one : vips) {
            List<ServerStatus> unwell = one.servers().stream()
                    .filter(ServerStatus::unwell)
                    .limit(left)
                    .toList();
            left -= unwell.size();
            trimmed.add(one.withServers(unwell));
        }
        return trimmed;
    }
}
