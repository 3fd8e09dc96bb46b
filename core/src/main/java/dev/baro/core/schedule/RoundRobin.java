// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;

/// Exactly even, or exactly by weight, over each cycle; knows nothing of the load a session brings.
public record RoundRobin() implements Scheduler {

    @Override
    public SlotChoice choice() {
        return SlotChoice.NEXT;
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
