// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Sends a flow to the same server on every balancer without communication or a table, and moves few flows when
/// servers change, but is even only on average.
///
/// Each server has a permutation of the slots, derived from its name, and servers take turns, as in Eisenbud et
/// al., "Maglev", NSDI 2016, section 3.4; unlike in the paper, a turn is one place of the permutation, whether
/// free or not: see [MaglevTable]. When one of ten servers leaves, 0.2 % of the slots move in addition to that
/// server's slots, compared with 0.5 % in the paper's scheme.
public record Maglev() implements Scheduler {

    @Override
    public SlotChoice choice() {
        return SlotChoice.HASH;
    }

    @Override
    public int slots(List<Share> shares) {
        return shares.isEmpty() ? 0 : MaglevTable.SLOTS;
    }

    /// The ring depends only on names and weights. The order of the list affects only the positions
    /// stored in the slots.
    @Override
    public Ring fill(List<Share> shares) {
        if (shares.isEmpty()) {
            return new Ring();
        }
        List<Integer> byName = IntStream.range(0, shares.size())
                .boxed()
                .sorted(Comparator.comparing(i -> shares.get(i).name()))
                .toList();
        int[] slots = new MaglevTable(byName.stream().map(shares::get).toList()).fill();
        return new Ring(IntStream.of(slots).map(byName::get).toArray());
    }
}
