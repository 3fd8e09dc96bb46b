// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every state of [SlotModel], and whether it would find the mistakes that are easily made.
class SlotModelTest {
    @Test
    void noFlowLeavesItsServerAndEveryMarkGoes() {
        int states = explore(Set.of());

        System.out.println("SlotModelTest: " + states + " states");
        assertThat(states).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @EnumSource(SlotModel.Fault.class)
    void aMistakeIsFound(SlotModel.Fault fault) {
        assertThatThrownBy(() -> explore(Set.of(fault))).isInstanceOf(AssertionError.class);
    }

    private static int explore(Set<SlotModel.Fault> faults) {
        Set<SlotModel> seen = new HashSet<>(Set.of(SlotModel.start()));
        Deque<SlotModel> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (SlotModel next : open.remove().next(faults)) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen.size();
    }
}
