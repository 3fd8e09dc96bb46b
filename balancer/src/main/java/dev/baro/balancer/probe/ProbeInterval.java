// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The time of a target's next probe. Targets that begin together are spread out.
record ProbeInterval(RandomGenerator random) {
    /// The rate of first probes of new targets, and of those delayed by a stall: fast enough for an unknown
    /// server, slow enough for the network and one core.
    private static final long CATCH_UP_NS = 100_000;

    /// Each interval is shorter by up to this part, never longer, so that the promised detection time holds.
    private static final double JITTER = 0.05;

    /// @param together the number of targets that begin at this time
    long firstNs(long nowNs, Duration interval, int together) {
        return nowNs + part(Math.min(interval.toNanos(), together * CATCH_UP_NS));
    }

    /// The time of the second probe: anywhere within an interval, which spreads the targets.
    long secondNs(long nowNs, Duration interval) {
        return nowNs + part(interval.toNanos());
    }

    /// @param dueNs the due time of the last probe, not its sending time, so that the rhythm does not drift
    long nextNs(long dueNs, Duration interval) {
        return dueNs + interval.toNanos() - part((long) (interval.toNanos() * JITTER));
    }

    private long part(long ns) {
        return ns <= 0 ? 0 : random.nextLong(ns);
    }
}
