// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.model.SlowStart;
import dev.baro.core.schedule.RampedShares.Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final SlowStart HALF_A_MINUTE = new SlowStart(Duration.ofSeconds(30), 200);

    @Test
    void tenStepsOfThreeSecondsMakeHalfAMinute() {
        assertThat(HALF_A_MINUTE.step(0)).isEqualTo(1);
        assertThat(HALF_A_MINUTE.step(3 * SECOND_NS - 1)).isEqualTo(1);
        assertThat(HALF_A_MINUTE.step(3 * SECOND_NS)).isEqualTo(2);
        assertThat(HALF_A_MINUTE.step(26 * SECOND_NS)).isEqualTo(9);
        assertThat(HALF_A_MINUTE.step(30 * SECOND_NS)).isEqualTo(10);
        assertThat(HALF_A_MINUTE.endOfStepNs(4)).isEqualTo(12 * SECOND_NS);
    }

    @Test
    void withoutARampEveryServerIsAtItsLastStep() {
        assertThat(SlowStart.NONE.step(0)).isEqualTo(10);
    }

    @Test
    void rejectsACapBelowTheFairShare() {
        assertThatThrownBy(() -> new SlowStart(Duration.ofSeconds(1), 99))
                .hasMessage("the largest share must be 100..200 % but is 99");
    }

    @Test
    void whereNobodyRampsTheWeightsStand() {
        List<Server> servers = List.of(new Server("a", 1, 10), new Server("b", 2, 10), new Server("c", 3, 10));

        List<Share> shares = RampedShares.of(servers, SlotChoice.NEXT, HALF_A_MINUTE);

        assertThat(new LeastConnections().fill(shares)).isEqualTo(new Ring(2, 1, 0, 2, 1, 2));
    }

    @Test
    void aRampingServerHasTheTenthsOfItsStep() {
        List<Server> servers = List.of(new Server("a", 100, 10), new Server("b", 100, 10), new Server("new", 50, 4));

        assertThat(RampedShares.of(servers, SlotChoice.NEXT, HALF_A_MINUTE))
                .containsExactly(new Share("a", 1000), new Share("b", 1000), new Share("new", 200));
    }

    @Test
    void oneOldServerAmongNineRampingOnesIsCappedAtTwiceItsFairShare() {
        List<Server> servers = tenWith(9, 1);

        List<Share> shares = RampedShares.of(servers, SlotChoice.NEXT, HALF_A_MINUTE);

        assertThat(part(shares, 0)).isBetween(0.199, 0.201);
        assertThat(part(shares, 9)).isBetween(0.087, 0.091);
    }

    @Test
    void theCapHoldsARampingServerThatWinsBothChoices() {
        SlowStart capped = new SlowStart(Duration.ofSeconds(30), 120);

        double part = part(RampedShares.of(tenWith(1, 9), SlotChoice.TWO_CHOICES, capped), 9);

        assertThat(1 - (1 - part) * (1 - part)).isBetween(0.118, 0.121);
    }

    @Test
    void capsThatCannotAllHoldLeaveTheProportions() {
        SlowStart capped = new SlowStart(Duration.ofSeconds(30), 100);

        List<Share> shares = RampedShares.of(tenWith(10, 1), SlotChoice.TWO_CHOICES, capped);

        assertThat(shares)
                .extracting(Share::weight)
                .containsOnly(shares.getFirst().weight());
    }

    /// @return ten servers of equal weight, the last of which ramp
    private static List<Server> tenWith(int ramping, int step) {
        return java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> new Server("web-" + i, 100, i < 10 - ramping ? 10 : step))
                .toList();
    }

    private static double part(List<Share> shares, int of) {
        return (double) shares.get(of).weight()
                / shares.stream().mapToInt(Share::weight).sum();
    }
}
