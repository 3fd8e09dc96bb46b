// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.List;

/// What came of one event.
///
/// @param rings      how many virtual services got another ring
/// @param objections why it did not happen, one sentence each; empty when it did
public record EventOutcome(State before, State after, Duration took, long rings, List<String> objections) {
    public EventOutcome {
        objections = List.copyOf(objections);
    }

    public boolean happened() {
        return objections.isEmpty();
    }
}
