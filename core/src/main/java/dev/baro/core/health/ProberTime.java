// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// The CPU time of the prober's thread. While the thread is stalled, it sends and receives nothing, so it
/// learns about servers late.
///
/// @param stalled       whether it was stalled for more than half of the last [#WINDOW] and
///                      has not recovered yet
/// @param sinceNs       the monotonic start of that state; 0 if it is not stalled
/// @param recent        the stalled time within the last [#WINDOW]
/// @param total         the stalled time since its start
/// @param lag           the lateness of its timers since its start
/// @param handshakeWait the longest time that a probe has waited for a TLS handshake of this host
public record ProberTime(
        boolean stalled, long sinceNs, Duration recent, Duration total, Lag lag, Duration handshakeWait) {
    public static final Duration WINDOW = Duration.ofSeconds(2);

    /// The state of a prober that has not run yet.
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
    /// @param counts the numbers of timers by lateness, in buckets with the upper bounds [#BOUNDS]
    ///               and one bucket beyond
    /// @param sum    the sum of all lags
    public record Lag(List<Long> counts, Duration sum) {
        /// The bounds range from the lateness on an idle machine to the lateness of a stopped process.
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
