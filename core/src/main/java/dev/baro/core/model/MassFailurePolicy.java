// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// When so many servers fail at once that the balancer suspects itself.
///
/// @param share  1..100, in percent of the servers that were up; more than it is suspect, so 100 never is
/// @param within how close together failures are one failure
public record MassFailurePolicy(int share, Duration within) {
    public MassFailurePolicy {
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("share must be 1..100 but is " + share);
        }
    }
}
