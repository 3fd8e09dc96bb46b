// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// The CPU time of the prober's thread. While the thread is stalled, it neither sends nor receives, so it
/// detects changes of servers late.
///
/// @param stalled       whether the thread was stalled for more than half of the last [#WINDOW] and
///                      has not recovered yet
/// @param sinceNs       the monotonic time when that state began; 0 if the thread is not stalled
/// @param recent        the stalled time within the last [#WINDOW]
/// @param total         the stalled time since the prober started
/// @param lag           how late the prober's timers have fired since it started
/// @param handshakeWait the longest time that a probe has waited for a TLS handshake on this host
public record ProberTime(
        boolean stalled, long sinceNs, Duration recent, Duration total, Lag lag, Duration handshakeWait) {
    public static final Duration WINDOW = Duration.ofSeconds(2);

    /// The state of a prober that has not run yet.
    public static final ProberTime NONE = new ProberTime(false, 0, Duration.ZERO, Duration.ZERO, Lag.NONE);

    /// A state in which no probe has waited for a handshake.
    public ProberTime(boolean stalled, long sinceNs, Duration recent, Duration total, Lag lag) {
        this(stalled, sinceNs, recent, total, lag, Duration.ZERO);
    }

    public ProberTime withHandshakeWait(Duration wait) {
        return new ProberTime(stalled, sinceNs, recent, total, lag, wait);
    }

    /// A histogram.
    ///
    /// @param counts the number of timers by lateness, in buckets with the upper bounds [#BOUNDS]
    ///               and one bucket beyond
    /// @param sum    the sum of all lags
    public record Lag(List<Long> counts, Duration sum) {
        /// The upper bounds of the buckets, from the lateness on an idle machine to that of a stopped process.
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
