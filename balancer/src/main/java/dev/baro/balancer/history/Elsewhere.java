// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.core.plan.State;
import java.util.Optional;

/// The views of other balancers. If an unchanged balancer fails in the same way, the change is not the cause.
public interface Elsewhere {
    /// There is no other balancer.
    Elsewhere NONE = _ -> Optional.empty();

    /// Called on the thread that rolls back; may block for a second.
    ///
    /// @param failing the state with short VIPs or many failing servers
    /// @return a sentence if a balancer with another configuration fails in the same way
    Optional<String> failsToo(State failing);
}
