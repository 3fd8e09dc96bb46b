// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The order of the layers. L2, L3 and L4 bring a server up, and L7 keeps it up. In the strict order, L7 must
/// also pass before the server is used.
final class LayerOrder {
    private LayerOrder() {}

    /// Combines the conditions of all layers into one.
    ///
    /// @param lower  the conditions of L2, L3 and L4, where these are probed
    /// @param upper  the condition of L7; empty if it is not probed
    /// @param before the previous condition. It stays in effect until every layer has a result: a new
    ///               check does not take a server out of use, and a server that was down stays down
    ///               until all layers pass
    static Condition condition(List<Condition> lower, List<Condition> upper, boolean strict, Condition before) {
        if (lower.contains(Condition.DOWN) || upper.contains(Condition.DOWN)) {
            return Condition.DOWN;
        }
        boolean unknown = lower.contains(Condition.UNKNOWN) || (strict && upper.contains(Condition.UNKNOWN));
        return unknown ? before : Condition.UP;
    }
}
