// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.util.ArrayDeque;
import java.util.Deque;

/// Limits the number of wrong tokens per minute, so that guessing a token is hopeless. All clients are counted
/// together, because they all have the same address on loopback.
final class Tries {
    static final int PER_MINUTE = 5;

    private static final long MINUTE_NS = 60_000_000_000L;

    private final Deque<Long> failedNs = new ArrayDeque<>();

    /// Whether another attempt to enter a token is permitted now.
    synchronized boolean mayTry(long nowNs) {
        while (!failedNs.isEmpty() && nowNs - failedNs.getFirst() > MINUTE_NS) {
            failedNs.removeFirst();
        }
        return failedNs.size() < PER_MINUTE;
    }

    synchronized void failed(long nowNs) {
        failedNs.addLast(nowNs);
    }
}
