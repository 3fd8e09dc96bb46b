// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.RateList.Rate;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;

/// The counters so far.
///
/// @param bytes the number of bytes, from the IP header on
record Totals(long packets, long bytes, long sessions) {
    static final Totals NONE = new Totals(0, 0, 0);

    private static final double NS_PER_S = 1e9;

    static Totals of(ServerCounters counters) {
        return new Totals(counters.packets(), counters.bytes(), counters.sessionsCreated());
    }

    Totals plus(Totals other) {
        return new Totals(packets + other.packets, bytes + other.bytes, sessions + other.sessions);
    }

    /// Whether a count decreased: these are new counters of a real server that has returned.
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
