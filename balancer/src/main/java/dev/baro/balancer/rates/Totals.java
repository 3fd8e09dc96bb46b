// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.RateList.Rate;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;

/// The totals that the counters have reached.
///
/// @param bytes the number of bytes, including the IP header but not the Ethernet header
record Totals(long packets, long bytes, long sessions) {
    static final Totals NONE = new Totals(0, 0, 0);

    private static final double NS_PER_S = 1e9;

    static Totals of(ServerCounters counters) {
        return new Totals(counters.packets(), counters.bytes(), counters.sessionsCreated());
    }

    Totals plus(Totals other) {
        return new Totals(packets + other.packets, bytes + other.bytes, sessions + other.sessions);
    }

    /// Whether a count has decreased, because a real server has returned with new counters.
    boolean isLessThan(Totals before) {
        return packets < before.packets || bytes < before.bytes || sessions < before.sessions;
    }

    /// @param ns the time span, greater than 0
    Rate since(Totals before, long ns) {
        double seconds = ns / NS_PER_S;
        return new Rate(
                (packets - before.packets) / seconds,
                (bytes - before.bytes) * 8 / seconds,
                (sessions - before.sessions) / seconds);
    }
}
