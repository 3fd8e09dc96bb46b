// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import java.time.Duration;

/// How long and how far a path is followed. A trace that nobody answers lasts `patience` times twice `tries`.
///
/// @param maxDistance 1..[#MAX_DISTANCE]; the farthest hop that is asked when the destination keeps silent
/// @param patience    for the answers to one round of probes. Linux answers one host six times at once and then once a
///                    second (net.ipv4.icmp_ratelimit): less than a second makes tries useless where many are asked
/// @param tries       how many rounds a silent hop gets, 1 or more
public record TraceLimits(int maxDistance, Duration patience, int tries) {
    /// Longer than any path within a company.
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
