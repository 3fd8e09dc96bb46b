// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;

/// Follows the load by counting sessions, but compares only two servers, drawn by weight, so that a new, empty
/// server is not flooded (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001).
public record LeastConnections() implements Scheduler {

    @Override
    public SlotChoice choice() {
        return SlotChoice.TWO_CHOICES;
    }

    @Override
    public int slots(List<Share> shares) {
        return WeightedCycle.slots(shares);
    }

    @Override
    public Ring fill(List<Share> shares) {
        return WeightedCycle.of(shares);
    }
}
