// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Counts a server's recent failures, and derives how long it must stay healthy before it is used again.
///
/// @param fallsNs the monotonic times of the failures, the oldest first
record Flaps(List<Long> fallsNs) {
    static final Flaps NONE = new Flaps(List.of());

    /// The number of recent failures that are tolerated without a hold-down.
    private static final int FORGIVEN = 2;

    /// The hold-down doubles at most this many times, to sixteen times its configured length.
    private static final int DOUBLINGS = 4;

    private static final long MEMORY_NS = Duration.ofMinutes(10).toNanos();

    Flaps {
        fallsNs = List.copyOf(fallsNs);
    }

    Flaps afterFall(long nowNs) {
        List<Long> falls = new ArrayList<>(recent(nowNs));
        falls.add(nowNs);
        int most = FORGIVEN + DOUBLINGS + 1;
        return new Flaps(falls.subList(Math.max(0, falls.size() - most), falls.size()));
    }

    /// @param risenNs the time when the server recovered
    /// @return how long the server is held down from that time on; 0 if it is not held down
    long holdDownNs(Duration base, long risenNs) {
        int falls = recent(risenNs).size();
        return falls <= FORGIVEN ? 0 : base.toNanos() << Math.min(falls - FORGIVEN - 1, DOUBLINGS);
    }

    private List<Long> recent(long nowNs) {
        return fallsNs.stream().filter(fell -> nowNs - fell < MEMORY_NS).toList();
    }
}
