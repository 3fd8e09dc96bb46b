// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.Map;
import java.util.Set;

/// What an earlier process knew when it ended: packets went on by it meanwhile, so a start alone changes nothing of
/// what is in use.
///
/// @param conditions of targets
/// @param otherwise  of a target that is not among them
/// @param used       who got sessions, failing or not
public record Remembered(Map<ProbeTarget, Condition> conditions, Condition otherwise, Set<ServiceMember> used) {
    public Remembered {
        conditions = Map.copyOf(conditions);
        used = Set.copyOf(used);
    }

    /// Nothing is remembered.
    public static Remembered nothing(Condition otherwise) {
        return new Remembered(Map.of(), otherwise, Set.of());
    }

    Condition condition(ProbeTarget target) {
        return conditions.getOrDefault(target, otherwise);
    }
}
