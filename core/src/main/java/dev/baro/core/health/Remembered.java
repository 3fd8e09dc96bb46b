// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.Map;
import java.util.Set;

/// The state of the previous process when it ended. Packets have been forwarded according to that state since
/// then, so a mere restart does not change the use of a server.
///
/// @param conditions the targets' conditions
/// @param otherwise  the condition of any other target
/// @param used       the members that got new sessions, whether failing or not
public record Remembered(Map<ProbeTarget, Condition> conditions, Condition otherwise, Set<ServiceMember> used) {
    public Remembered {
        conditions = Map.copyOf(conditions);
        used = Set.copyOf(used);
    }

    /// A state in which nothing is remembered.
    public static Remembered nothing(Condition otherwise) {
        return new Remembered(Map.of(), otherwise, Set.of());
    }

    Condition condition(ProbeTarget target) {
        return conditions.getOrDefault(target, otherwise);
    }
}
