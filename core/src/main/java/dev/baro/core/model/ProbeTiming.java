// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The timing of a layer's probes, and the number of results that change its condition.
///
/// @param interval     the time between probes
/// @param fastInterval the interval until `rise` consecutive results have passed, while a server is down or in
///                     doubt; at most `interval`
/// @param fall         consecutive failures that take a server down, 1 or more
/// @param rise         consecutive successes that bring it up, 1 or more
public record ProbeTiming(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
    /// A timing whose probes never become faster.
    public ProbeTiming(Duration interval, Duration timeout, int fall, int rise) {
        this(interval, interval, timeout, fall, rise);
    }

    /// @param passes consecutive passes; 0 or below after a failure
    /// @return the delay from the last probe to the next
    public Duration intervalAfter(int passes) {
        return passes < rise ? fastInterval : interval;
    }

    public boolean hurries() {
        return fastInterval.compareTo(interval) < 0;
    }
}
