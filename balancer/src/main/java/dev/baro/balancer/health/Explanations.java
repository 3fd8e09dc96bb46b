// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.health.ProbeTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which failures are to be explained, and which explanations are awaited. Belongs to the thread of the monitor.
final class Explanations {
    /// Asked for and not yet there: when everything fails at once, some must wait.
    private static final int MOST_AT_ONCE = 256;

    /// One that does not come is given up, so that the target can be explained another time.
    private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

    private final Map<ProbeTarget, Long> awaited = new HashMap<>();
    private final Set<ProbeTarget> wanted = new LinkedHashSet<>();

    void want(Collection<ProbeTarget> targets) {
        wanted.addAll(targets);
    }

    void came(ProbeTarget target) {
        awaited.remove(target);
    }

    /// Those to be asked for now, which are awaited from then on.
    List<ProbeTarget> next(long nowNs) {
        awaited.values().removeIf(deadline -> nowNs - deadline > 0);
        List<ProbeTarget> next = wanted.stream()
                .filter(target -> !awaited.containsKey(target))
                .limit(Math.max(0, MOST_AT_ONCE - awaited.size()))
                .toList();
        next.forEach(target -> {
            wanted.remove(target);
            awaited.put(target, nowNs + LONGEST_NS);
        });
        return next;
    }
}
