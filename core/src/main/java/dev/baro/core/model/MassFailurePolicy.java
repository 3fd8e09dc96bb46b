// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The conditions under which simultaneous failures of many servers make the balancer suspect itself.
///
/// @param share  1..100, in percent of the servers that were up; a larger share is suspicious,
///               so 100 disables it
/// @param within the time span in which failures count as one
public record MassFailurePolicy(int share, Duration within) {
    public MassFailurePolicy {
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("share must be 1..100 but is " + share);
        }
    }
}
