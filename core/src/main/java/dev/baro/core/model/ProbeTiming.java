// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// The timing of a layer's probes, and the number of results that change the layer's condition.
///
/// @param interval     the time between probes
/// @param fastInterval the interval while a server is down or has recently failed, until `rise` consecutive
///                     probes have passed; at most `interval`
/// @param fall         the number of consecutive failures that take a server down, 1 or more
/// @param rise         the number of consecutive successes that bring a server up, 1 or more
public record ProbeTiming(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
    /// A timing without a faster interval.
    public ProbeTiming(Duration interval, Duration timeout, int fall, int rise) {
        this(interval, interval, timeout, fall, rise);
    }

    /// @param passes the number of consecutive passes; 0 or less after a failure
    /// @return the delay from the last probe to the next
    public Duration intervalAfter(int passes) {
        return passes < rise ? fastInterval : interval;
    }

    public boolean hurries() {
        return fastInterval.compareTo(interval) < 0;
    }
}
