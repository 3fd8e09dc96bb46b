// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.function.Predicate;

/// What a status is to hold of VIPs and their real servers.
///
/// @param vip         name of the only one; empty: every one
/// @param mostServers where the VIPs have more real servers together, only those that are unwell
public record StatusSelection(String vip, int mostServers) {
    public static final StatusSelection ALL = new StatusSelection("", Integer.MAX_VALUE);

    List<Vip> of(List<Vip> vips) {
        return vip.isEmpty()
                ? vips
                : vips.stream().filter(one -> one.name().equals(vip)).toList();
    }

    Predicate<ServerStatus> shown(List<Vip> vips) {
        long servers = vips.stream().mapToLong(one -> one.servers().size()).sum();
        return servers <= mostServers ? _ -> true : ServerStatus::unwell;
    }
}
