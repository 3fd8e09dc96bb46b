// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.core.api.Status.VipStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The packets to each VIP that reached no real server, per second and by outcome, between two readings of the
/// counters. For one thread.
final class Drops {
    /// A shorter time makes a few packets a large rate.
    private static final long SHORTEST_NS = 1_500_000_000L;

    /// Nobody has watched meanwhile, so the mean says nothing of now.
    private static final long LONGEST_NS = 10_000_000_000L;

    private Map<String, Map<String, Long>> counts = Map.of();
    private Map<String, Map<String, Double>> rates = Map.of();
    private long countedNs;

    /// Takes a reading.
    void take(List<VipStatus> vips, long nowNs) {
        long tookNs = nowNs - countedNs;
        if (!counts.isEmpty() && tookNs < SHORTEST_NS) {
            return;
        }
        Map<String, Map<String, Long>> now =
                vips.stream().collect(Collectors.toMap(VipStatus::name, VipStatus::outcomes));
        Map<String, Map<String, Double>> measured = new LinkedHashMap<>();
        if (tookNs < LONGEST_NS) {
            now.forEach((vip, outcomes) -> Optional.ofNullable(counts.get(vip))
                    .ifPresent(before -> measured.put(vip, rates(before, outcomes, tookNs))));
        }
        counts = now;
        rates = measured;
        countedNs = nowNs;
    }

    private static Map<String, Double> rates(Map<String, Long> before, Map<String, Long> now, long tookNs) {
        Map<String, Double> rates = new LinkedHashMap<>();
        now.forEach((outcome, count) -> {
            long more = count - before.getOrDefault(outcome, 0L);
            if (more > 0) {
                rates.put(outcome, Math.round(more * 10_000_000_000.0 / tookNs) / 10.0);
            }
        });
        return rates;
    }

    /// @return the rates above 0; empty if the VIP was not measured
    Optional<Map<String, Double>> of(String vip) {
        return Optional.ofNullable(rates.get(vip));
    }
}
