// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

/// Limits how often a busy loop polls the network: five hundred times a second, with bursts of ten. Data in
/// between is read together, which saves most wake-ups of this thread and of its peers. For one thread.
///
/// A bucket of tokens in the form of the generic cell rate algorithm (ITU-T I.371, annex A), which
/// needs only one time.
public final class PollRate {
    public static final long APART_NS = 2_000_000;

    private static final long BURST_NS = 10 * APART_NS;

    private long nextNs;

    public PollRate(long nowNs) {
        nextNs = nowNs - BURST_NS;
    }

    /// Takes a look.
    ///
    /// @return nanoseconds to wait before polling, [#APART_NS] at most; 0: none
    public long waitNs(long nowNs) {
        if (nextNs - nowNs < -BURST_NS) {
            nextNs = nowNs - BURST_NS;
        }
        nextNs += APART_NS;
        return Math.clamp(nextNs - nowNs, 0, APART_NS);
    }
}
