// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

/// How often a loop that is never short of work looks at the network: five hundred times a second, and ten times at
/// once. What comes in between is read in one go, which saves most of the wake-ups of this thread and of those that it
/// sends to. One thread.
///
/// A bucket of tokens as the generic cell rate algorithm counts it (ITU-T I.371, annex A): by one time alone.
public final class PollRate {
    public static final long APART_NS = 2_000_000;

    private static final long BURST_NS = 10 * APART_NS;

    private long nextNs;

    public PollRate(long nowNs) {
        nextNs = nowNs - BURST_NS;
    }

    /// Takes a look.
    ///
    /// @return nanoseconds to wait before it, [#APART_NS] at most; 0: none
    public long waitNs(long nowNs) {
        if (nextNs - nowNs < -BURST_NS) {
            nextNs = nowNs - BURST_NS;
        }
        nextNs += APART_NS;
        return Math.clamp(nextNs - nowNs, 0, APART_NS);
    }
}
