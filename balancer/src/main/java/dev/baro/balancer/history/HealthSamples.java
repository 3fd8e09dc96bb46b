// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.core.history.HealthSums;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The health of all VIPs over the last minute. Not thread-safe.
final class HealthSamples {
    static final Duration AROUND = Duration.ofSeconds(60);
    private static final long EVERY_NS = Duration.ofSeconds(5).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNs, HealthSums sums) {}

    /// Takes a sample of the health if one is due. Must be called often.
    void take(State state, long nowNs) {
        if (samples.isEmpty() || nowNs - samples.getLast().atNs() >= EVERY_NS) {
            samples.addLast(new Sample(nowNs, HealthSums.of(state)));
            while (nowNs - samples.getFirst().atNs() > AROUND.toNanos()) {
                samples.removeFirst();
            }
        }
    }

    /// The health a minute ago; empty if the daemon has not been running that long.
    Optional<HealthSums> before(long nowNs) {
        return Optional.ofNullable(samples.peekFirst())
                .filter(sample -> nowNs - sample.atNs() > AROUND.toNanos() - 2 * EVERY_NS)
                .map(Sample::sums);
    }
}
