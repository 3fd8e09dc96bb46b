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

/// Failures that need an explanation, and pending explanations. Belongs to the monitor's thread.
final class Explanations {
    /// The limit of pending explanations. When everything fails at once, some must wait.
    private static final int MOST_AT_ONCE = 256;

    /// A missing explanation is abandoned, so that the target can be explained later.
    private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

    private final Map<ProbeTarget, Long> awaited = new HashMap<>();
    private final Set<ProbeTarget> wanted = new LinkedHashSet<>();

    void want(Collection<ProbeTarget> targets) {
        wanted.addAll(targets);
    }

    void came(ProbeTarget target) {
        awaited.remove(target);
    }

    /// The explanations to request now, which are pending from then on.
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
