// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.List;

/// The result of one event.
///
/// @param rings      the number of virtual services that got a new ring
/// @param objections the reasons why the event was not applied, one sentence each; empty if it was applied
public record EventOutcome(State before, State after, Duration took, long rings, List<String> objections) {
    public EventOutcome {
        objections = List.copyOf(objections);
    }

    public boolean happened() {
        return objections.isEmpty();
    }
}
