// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The order of the layers: L2 and L3, then L4 bring a server up, L7 keeps it up. In the strict order L7
/// brings it up, too.
final class LayerOrder {
    private LayerOrder() {}

    /// What the layers make of a server together.
    ///
    /// @param lower  what L2, L3 and L4 show, as many of them as are probed
    /// @param upper  what L7 shows; empty when it is not probed
    /// @param before what was made of it until now. It holds while a layer has shown nothing yet: a new
    ///               check takes no server out, and one that was down stays so until all is shown to work
    static Condition condition(List<Condition> lower, List<Condition> upper, boolean strict, Condition before) {
        if (lower.contains(Condition.DOWN) || upper.contains(Condition.DOWN)) {
            return Condition.DOWN;
        }
        boolean unknown = lower.contains(Condition.UNKNOWN) || (strict && upper.contains(Condition.UNKNOWN));
        return unknown ? before : Condition.UP;
    }
}
