// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many probes were sent since the daemon's start, and what replies they got.
///
/// @param layers the probed layers
public record ProbeCounts(Map<Layer, OfLayer> layers) {
    /// Upper bounds from the reply time of a server on the same segment to a time near the timeout.
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofNanos(500_000),
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
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    public static final ProbeCounts NONE = new ProbeCounts(Map.of());

    public ProbeCounts {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }

    /// @param replies  the number of replies of each kind
    /// @param answered successful probes by duration, in buckets with the upper bounds [#BOUNDS], plus one
    ///                 bucket for longer probes
    /// @param took     the total duration of the probes
    public record OfLayer(Map<Reply, Long> replies, List<Long> answered, Duration took) {
        public OfLayer {
            replies = Collections.unmodifiableMap(new LinkedHashMap<>(replies));
            answered = List.copyOf(answered);
        }
    }
}
