// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How often a server went down lately, and how long it must therefore stay good before it is used again.
///
/// @param fallsNs monotonic times, oldest first
record Flaps(List<Long> fallsNs) {
    static final Flaps NONE = new Flaps(List.of());

    /// As many falls are an accident.
    private static final int FORGIVEN = 2;

    /// The hold-down doubles up to sixteen times.
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

    /// @param risenNs when it was good again
    /// @return how long it is held down from then on, 0 when it is not
    long holdDownNs(Duration base, long risenNs) {
        int falls = recent(risenNs).size();
        return falls <= FORGIVEN ? 0 : base.toNanos() << Math.min(falls - FORGIVEN - 1, DOUBLINGS);
    }

    private List<Long> recent(long nowNs) {
        return fallsNs.stream().filter(fell -> nowNs - fell < MEMORY_NS).toList();
    }
}
