// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.core.plan.State;
import java.util.Optional;

/// How other balancers see the servers. If a balancer without the change sees the same failures, the change
/// is not their cause.
public interface Elsewhere {
    /// The view if there are no other balancers.
    Elsewhere NONE = _ -> Optional.empty();

    /// Called on the rollback thread; may block for a second.
    ///
    /// @param failing this balancer's state, in which VIPs lack servers or many servers fail
    /// @return a sentence about a balancer with another configuration that sees the same failures; empty
    /// if there is none
    Optional<String> failsToo(State failing);
}
