// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The timings of the probes at the four layers, and the policy for their results.
public record HealthTimings(ProbeTiming l2, ProbeTiming l3, ProbeTiming l4, ProbeTiming l7, HealthPolicy policy) {
    /// The default interval of ARP probes is ten times that of pings.
    public static final int L2_INTERVAL_FACTOR = 10;

    /// The defaults: a ping every second, a connection every two seconds, a request every five seconds.
    public static final HealthTimings DEFAULTS = new HealthTimings(
            new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(1), 3, 2),
            new ProbeTiming(Duration.ofSeconds(1), Duration.ofMillis(500), 3, 2),
            new ProbeTiming(Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 1),
            new ProbeTiming(Duration.ofSeconds(5), Duration.ofSeconds(2), 3, 2));

    /// The timings with the default policy.
    public HealthTimings(ProbeTiming l2, ProbeTiming l3, ProbeTiming l4, ProbeTiming l7) {
        this(l2, l3, l4, l7, HealthPolicy.DEFAULTS);
    }
}
