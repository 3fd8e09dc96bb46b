// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.List;

/// Exactly even, or exactly by weight, over each round; knows nothing of the load a session brings. The ring is that of
/// [Maglev], which a session goes by where its server has turns left: then nothing has to be remembered of it.
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
