// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Chooses the time of a target's next probe, and spreads out targets that are added together.
record ProbeInterval(RandomGenerator random) {
    /// The time between the first probes of new targets, and between probes delayed by a stall: short enough to
    /// learn the state of new servers soon, and long enough not to overload the network or one core.
    private static final long CATCH_UP_NS = 100_000;

    /// Each interval is shortened by up to this fraction and never lengthened, so that the
    /// promised detection time holds.
    private static final double JITTER = 0.05;

    /// @param together the number of targets that are added at this time
    long firstNs(long nowNs, Duration interval, int together) {
        return nowNs + part(Math.min(interval.toNanos(), together * CATCH_UP_NS));
    }

    /// The time of a target's second probe, anywhere within an interval, so that the targets are spread out.
    long secondNs(long nowNs, Duration interval) {
        return nowNs + part(interval.toNanos());
    }

    /// @param dueNs the time when the last probe was due, not when it was sent, so that the
    /// schedule does not drift
    long nextNs(long dueNs, Duration interval) {
        return dueNs + interval.toNanos() - part((long) (interval.toNanos() * JITTER));
    }

    private long part(long ns) {
        return ns <= 0 ? 0 : random.nextLong(ns);
    }
}
