// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many probes were sent since a daemon's start, and what came back.
///
/// @param layers those that were probed
public record ProbeCounts(Map<Layer, OfLayer> layers) {
    /// From a server on the same segment to one that is nearly given up.
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

    /// @param replies  how often each came
    /// @param answered as they should, by how long it took: one for each of [#BOUNDS], which those before it were
    ///                 too short for, and one for those that took longer
    /// @param took     all of these together
    public record OfLayer(Map<Reply, Long> replies, List<Long> answered, Duration took) {
        public OfLayer {
            replies = Collections.unmodifiableMap(new LinkedHashMap<>(replies));
            answered = List.copyOf(answered);
        }
    }
}
