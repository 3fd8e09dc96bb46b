// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Turns growing counts into counts per time span and judges them. Owned by its [HealthBook].
final class PassiveWatch {
    /// The number of consecutive spans after which a server counts as an outlier.
    private static final int BELIEVED = 3;

    private final Map<ServiceMember, PassiveCount> before = new HashMap<>();
    private final Map<ServiceMember, Integer> inARow = new HashMap<>();

    /// @return the servers that have been outliers long enough
    Set<ServiceMember> take(List<PassiveCount> counts) {
        Map<String, List<PassiveCount>> spans = new LinkedHashMap<>();
        for (PassiveCount count : counts) {
            PassiveCount old = before.put(count.member(), count);
            if (old != null && count.sessions() >= old.sessions() && count.synRepeats() >= old.synRepeats()) {
                String service = count.member().vip() + " " + count.member().port();
                spans.computeIfAbsent(service, _ -> new ArrayList<>()).add(since(old, count));
            }
        }
        before.keySet().retainAll(counts.stream().map(PassiveCount::member).collect(Collectors.toSet()));
        Set<ServiceMember> found = new HashSet<>();
        spans.values().forEach(span -> found.addAll(PassiveJudge.standingOut(span)));
        inARow.keySet().retainAll(found);
        found.forEach(member -> inARow.merge(member, 1, Integer::sum));
        found.removeIf(member -> inARow.getOrDefault(member, 0) < BELIEVED);
        return Set.copyOf(found);
    }

    private static PassiveCount since(PassiveCount old, PassiveCount now) {
        return new PassiveCount(now.member(), now.sessions() - old.sessions(), now.synRepeats() - old.synRepeats());
    }
}
