// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;

/// Exactly even, or exactly proportional to weight, in each round, but ignores how much load a session causes.
/// Its ring is [Maglev]'s. A session follows the ring if the server selected there has turns left, and then
/// needs no entry in the table.
public record RoundRobin() implements Scheduler {

    @Override
    public SlotChoice choice() {
        return SlotChoice.NEXT;
    }

    @Override
    public int slots(List<Share> shares) {
        return new Maglev().slots(shares);
    }

    @Override
    public Ring fill(List<Share> shares) {
        return new Maglev().fill(shares);
    }
}
