// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.plan.Plan;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import java.util.List;
import java.util.Map;

/// The controller's view of the system for other threads: the state, and the kernel's counters as last read.
///
/// @param plan        the plan computed from the state
/// @param ringChanges the number of rings refilled since the start
public record Snapshot(
        State state, Plan plan, ForwarderCounters counters, Drains drains, long ringChanges, Reconciled reconciled) {

    static Snapshot initial(State state, Reconciled reconciled) {
        return new Snapshot(state, Plan.EMPTY, new ForwarderCounters(Map.of(), List.of()), Drains.NONE, 0, reconciled);
    }

    Snapshot with(ForwarderCounters newest, Drains counted) {
        return new Snapshot(state, plan, newest, counted, ringChanges, reconciled);
    }

    Snapshot with(Reconciled newest) {
        return new Snapshot(state, plan, counters, drains, ringChanges, newest);
    }
}
