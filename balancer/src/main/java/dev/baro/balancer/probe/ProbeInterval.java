// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// When a target is probed next. Targets that begin together do not stay together.
record ProbeInterval(RandomGenerator random) {
    /// New targets, and those that a stall of our own has delayed, are caught up with at this rate:
    /// fast enough for an unknown server, slow enough for the network and for one core.
    private static final long CATCH_UP_NS = 100_000;

    /// Each interval is shorter by up to this part, never longer: the promise of how soon a server
    /// is found down holds.
    private static final double JITTER = 0.05;

    /// @param together how many begin at this time
    long firstNs(long nowNs, Duration interval, int together) {
        return nowNs + part(Math.min(interval.toNanos(), together * CATCH_UP_NS));
    }

    /// After the first probe: anywhere within an interval, which is what spreads the targets.
    long secondNs(long nowNs, Duration interval) {
        return nowNs + part(interval.toNanos());
    }

    /// @param dueNs when the last probe was due, not when it was sent: the rhythm does not drift
    long nextNs(long dueNs, Duration interval) {
        return dueNs + interval.toNanos() - part((long) (interval.toNanos() * JITTER));
    }

    private long part(long ns) {
        return ns <= 0 ? 0 : random.nextLong(ns);
    }
}
