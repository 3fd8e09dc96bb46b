// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The conditions under which simultaneous failures of many servers make the balancer suspect itself.
///
/// @param share  1..100, as a percentage of the servers that were up; a larger share of failures is suspicious,
///               so 100 disables the policy
/// @param within the time span in which failures count as simultaneous
public record MassFailurePolicy(int share, Duration within) {
    public MassFailurePolicy {
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("share must be 1..100 but is " + share);
        }
    }
}
