// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

/// Limits how often a busy loop polls the network: five hundred times a second, with bursts of ten. Data that
/// arrives between two polls is read together, which saves most wake-ups of this thread and of its peers. To be
/// used by one thread.
///
/// A token bucket, implemented as the generic cell rate algorithm (ITU-T I.371, annex A), whose only state
/// is a single time.
public final class PollRate {
    public static final long APART_NS = 2_000_000;

    private static final long BURST_NS = 10 * APART_NS;

    private long nextNs;

    public PollRate(long nowNs) {
        nextNs = nowNs - BURST_NS;
    }

    /// Counts a poll, before which the caller may have to wait.
    ///
    /// @return the nanoseconds to wait before polling, at most [#APART_NS]; 0 for no wait
    public long waitNs(long nowNs) {
        if (nextNs - nowNs < -BURST_NS) {
            nextNs = nowNs - BURST_NS;
        }
        nextNs += APART_NS;
        return Math.clamp(nextNs - nowNs, 0, APART_NS);
    }
}
