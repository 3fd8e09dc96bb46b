// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.util.ArrayDeque;
import java.util.Deque;

/// Wrong tokens, so few in a minute that none is found by trying. They are counted over all clients: on loopback all
/// have one address.
final class Tries {
    static final int PER_MINUTE = 5;

    private static final long MINUTE_NS = 60_000_000_000L;

    private final Deque<Long> failedNs = new ArrayDeque<>();

    /// Whether one more may be tried.
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
