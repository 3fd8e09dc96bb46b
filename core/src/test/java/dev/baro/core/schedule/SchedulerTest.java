// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.SchedulerKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The properties that the rings of all schedulers have.
class SchedulerTest {
    private static final List<List<Share>> SETS = List.of(
            shares(1, 1), shares(3, 1), shares(7, 100), shares(40, 3), List.of(new Share("a", 1), new Share("b", 7)));

    @ParameterizedTest
    @EnumSource
    void slotsIsTheSizeOfTheRing(SchedulerKind kind) {
        Scheduler scheduler = Scheduler.of(kind);

        for (List<Share> shares : SETS) {
            assertThat(scheduler.fill(shares).size()).isEqualTo(scheduler.slots(shares));
        }
        assertThat(scheduler.fill(List.of()).isEmpty()).isTrue();
        assertThat(scheduler.slots(List.of())).isZero();
    }

    /// Two rings of different sizes have no slots in common, so no flow would keep its server at a change.
    @ParameterizedTest
    @EnumSource
    void ringsByWhichFlowsGoHaveOneSize(SchedulerKind kind) {
        Scheduler scheduler = Scheduler.of(kind);

        if (scheduler.choice() != SlotChoice.TWO_CHOICES) {
            assertThat(SETS).extracting(scheduler::slots).containsOnly(MaglevTable.SLOTS);
        }
    }

    private static List<Share> shares(int servers, int weight) {
        return IntStream.range(0, servers)
                .mapToObj(number -> new Share("web-" + number, weight))
                .toList();
    }
}
