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

/// The failures that need an explanation, and the pending explanations. Only the monitor's thread may use it.
final class Explanations {
    /// The maximum number of pending explanations. If everything fails at once, some must wait.
    private static final int MOST_AT_ONCE = 256;

    /// After this time, an explanation that has not arrived is abandoned, so that the target
    /// can be explained later.
    private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

    private final Map<ProbeTarget, Long> awaited = new HashMap<>();
    private final Set<ProbeTarget> wanted = new LinkedHashSet<>();

    void want(Collection<ProbeTarget> targets) {
        wanted.addAll(targets);
    }

    void came(ProbeTarget target) {
        awaited.remove(target);
    }

    /// The targets to explain now. From this call on, their explanations are pending.
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
