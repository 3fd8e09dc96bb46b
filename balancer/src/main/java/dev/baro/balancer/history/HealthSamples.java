// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.core.history.HealthSums;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// How all VIPs were in the last minute. Not thread-safe.
final class HealthSamples {
    static final Duration AROUND = Duration.ofSeconds(60);
    private static final long EVERY_NS = Duration.ofSeconds(5).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    /// @param down names of servers
    record Sample(long atNs, HealthSums sums, Set<String> down) {
        static final Sample NONE = new Sample(0, HealthSums.UNKNOWN, Set.of());

        static Sample of(State state, long nowNs) {
            return new Sample(nowNs, HealthSums.of(state), HealthSums.down(state));
        }
    }

    /// To be called often.
    void take(State state, long nowNs) {
        if (samples.isEmpty() || nowNs - samples.getLast().atNs() >= EVERY_NS) {
            samples.addLast(Sample.of(state, nowNs));
            while (nowNs - samples.getFirst().atNs() > AROUND.toNanos()) {
                samples.removeFirst();
            }
        }
    }

    /// A minute ago, or the first one since.
    Sample oldest() {
        return samples.isEmpty() ? Sample.NONE : samples.getFirst();
    }
}
