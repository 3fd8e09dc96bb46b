// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.time.Duration;

/// When a layer is probed and how many results turn a verdict.
///
/// @param interval     from one probe to the next
/// @param fastInterval the same until `rise` results in a row have passed: while a server is down, or in
///                     doubt; at most `interval`
/// @param fall failures in a row that take a server down, 1 or more
/// @param rise successes in a row that bring it up, 1 or more
public record ProbeTiming(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
    /// Never faster.
    public ProbeTiming(Duration interval, Duration timeout, int fall, int rise) {
        this(interval, interval, timeout, fall, rise);
    }

    /// @param passes results in a row that have passed, 0 or below after a failure
    /// @return how long after the last probe the next one is due
    public Duration intervalAfter(int passes) {
        return passes < rise ? fastInterval : interval;
    }

    public boolean hurries() {
        return fastInterval.compareTo(interval) < 0;
    }
}
