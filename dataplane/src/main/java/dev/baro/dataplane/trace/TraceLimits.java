// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import java.time.Duration;

/// The duration and range of a trace. A trace without answers takes `patience` times twice `tries`.
///
/// @param maxDistance 1..[#MAX_DISTANCE]; the last hop to probe if the destination does not answer
/// @param patience    the wait for the answers to one round of probes. Linux answers a host six times in a
///                    burst and then once a second (net.ipv4.icmp_ratelimit), so less than a second makes
///                    further tries useless for many probes
/// @param tries       the number of rounds for a silent hop, 1 or more
public record TraceLimits(int maxDistance, Duration patience, int tries) {
    /// The largest distance: greater than that of any path within a company.
    public static final int MAX_DISTANCE = 32;

    public static final TraceLimits DEFAULT = new TraceLimits(16, Duration.ofMillis(1_050), 2);

    public TraceLimits {
        if (maxDistance < 1 || maxDistance > MAX_DISTANCE) {
            throw new IllegalArgumentException("distance must be 1..32 but is " + maxDistance);
        }
        if (patience.isNegative() || patience.isZero() || tries < 1) {
            throw new IllegalArgumentException(
                    "patience and tries must be positive but are " + patience + " and " + tries);
        }
    }
}
