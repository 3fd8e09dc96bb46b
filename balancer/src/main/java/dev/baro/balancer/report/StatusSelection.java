// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.model.Vip;
import java.util.ArrayList;
import java.util.List;

/// What a status is to hold of VIPs and their real servers.
///
/// @param vip         name of the only one; empty: every one
/// @param mostServers where the VIPs have more real servers together, only so many of those that are unwell
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
