// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import dev.baro.core.model.SchedulerKind;
import java.util.List;

/// Distributes new sessions by filling a ring; the kernel only indexes it.
public sealed interface Scheduler permits RoundRobin, LeastConnections, Maglev {

    static Scheduler of(SchedulerKind kind) {
        return switch (kind) {
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_CONNECTIONS -> new LeastConnections();
            case MAGLEV -> new Maglev();
        };
    }

    SlotChoice choice();

    /// The size of the ring that [#fill] returns, without filling it.
    int slots(List<Share> shares);

    /// @param shares the shares of the usable real servers, at most [Ring#MAX_SLOTS]; slots hold
    /// positions in this list
    /// @return the ring, identical on every balancer for the same shares in the same order; empty
    /// for an empty list
    Ring fill(List<Share> shares);
}
