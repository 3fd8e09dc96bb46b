// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The order of the layers. L2, L3 and L4 bring a server up, and L7 keeps it up. In the strict order, L7
/// must also pass first.
final class LayerOrder {
    private LayerOrder() {}

    /// The combined condition of all layers.
    ///
    /// @param lower  the conditions of L2, L3 and L4, as far as they are probed
    /// @param upper  the condition of L7; empty if it is not probed
    /// @param before the previous condition. It stays until every layer has a result: a new check takes no
    ///               server out of use, and a server that was down stays down until all layers pass
    static Condition condition(List<Condition> lower, List<Condition> upper, boolean strict, Condition before) {
        if (lower.contains(Condition.DOWN) || upper.contains(Condition.DOWN)) {
            return Condition.DOWN;
        }
        boolean unknown = lower.contains(Condition.UNKNOWN) || (strict && upper.contains(Condition.UNKNOWN));
        return unknown ? before : Condition.UP;
    }
}
