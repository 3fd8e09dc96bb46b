// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// How much time the thread of the probes gets. While it stands still, it sends nothing and hears nothing, so what it
/// would find out about servers comes late.
///
/// @param stalled whether it stood still for more than half of the last [#WINDOW], and does not run well again yet
/// @param sinceNs monotonic time since when; 0 when it is not
/// @param recent  how long it stood still within the last [#WINDOW]
/// @param total   how long it has stood still since it started
/// @param lag     how late its timers were, since it started
/// @param handshakeWait how long the probe that has waited longest for a TLS handshake of this host has waited
public record ProberTime(
        boolean stalled, long sinceNs, Duration recent, Duration total, Lag lag, Duration handshakeWait) {
    public static final Duration WINDOW = Duration.ofSeconds(2);

    /// Of a prober that has not run yet.
    public static final ProberTime NONE = new ProberTime(false, 0, Duration.ZERO, Duration.ZERO, Lag.NONE);

    /// No probe waits for a handshake.
    public ProberTime(boolean stalled, long sinceNs, Duration recent, Duration total, Lag lag) {
        this(stalled, sinceNs, recent, total, lag, Duration.ZERO);
    }

    public ProberTime withHandshakeWait(Duration wait) {
        return new ProberTime(stalled, sinceNs, recent, total, lag, wait);
    }

    /// A histogram.
    ///
    /// @param counts of timers that were later than the bound before and not later than their own, one for each of
    ///               [#BOUNDS] and one for those that were later than all of them
    /// @param sum    of all lags
    public record Lag(List<Long> counts, Duration sum) {
        /// From what an idle machine shows to what a stopped process does.
        public static final List<Duration> BOUNDS = List.of(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));

        public static final Lag NONE = new Lag(Collections.nCopies(BOUNDS.size() + 1, 0L), Duration.ZERO);

        public Lag {
            counts = List.copyOf(counts);
        }
    }
}
