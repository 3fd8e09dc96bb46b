// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;
import java.util.Objects;

/// Operators' overrides, as stored across restarts of the daemon.
///
/// @param version the version of this format: 1
/// @param clock   the clock that the overrides' times refer to; [Clock#UNKNOWN] in files
///                written by earlier builds
public record SavedOverrides(int version, List<Saved> overrides, Clock clock) {
    public static final int VERSION = 1;

    public SavedOverrides {
        overrides = List.copyOf(overrides);
        clock = Objects.requireNonNullElse(clock, Clock.UNKNOWN);
    }

    /// The same point in time on two clocks, so that while the host runs, a step of its wall clock does
    /// not move a deadline.
    ///
    /// @param boot        the ID of the host's boot; empty: unknown
    /// @param wall        ISO 8601, UTC
    /// @param monotonicNs the same moment on the monotonic clock
    public record Clock(String boot, String wall, long monotonicNs) {
        public static final Clock UNKNOWN = new Clock("", "1970-01-01T00:00:00Z", 0);
    }

    /// @param vip      the VIP; empty for every VIP
    /// @param kind     `drain`, `disabled` or `weight`
    /// @param weight   the weight, for kind `weight`
    /// @param since    ISO 8601, UTC
    /// @param deadline the deadline for kind `drain`, ISO 8601, UTC; empty if none
    public record Saved(
            String server, String vip, String kind, int weight, String reason, String since, String deadline) {}
}
