// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.time.Duration;
import java.time.Instant;

/// Describes how long a certificate is still valid.
public final class Expiry {
    private Expiry() {}

    /// The expiry in words: `expires in 23 days (2026-12-22T08:00:00Z)`, `expired 5 hours ago (...)`.
    public static String words(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        String length = length(left.abs());
        return (left.isNegative() ? "expired " + length + " ago" : "expires in " + length) + " (" + end + ")";
    }

    private static String length(Duration time) {
        return time.toDays() >= 2
                ? time.toDays() + " days"
                : time.toHours() >= 2 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }
}
