// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevTest {
    private final Maglev maglev = new Maglev();

    /// `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
    private final Random random = seeded();

    @Test
    void theOrderOfTheListDecidesNothing() {
        List<Share> shares = new ArrayList<>(weighted(12));
        List<String> owners = owners(shares);

        for (int round = 0; round < 10; round++) {
            Collections.shuffle(shares, random);

            assertThat(owners(shares)).isEqualTo(owners);
        }
    }

    @Test
    void nobodyTakesNewSessions() {
        assertThat(maglev.fill(List.of()).isEmpty()).isTrue();
    }

    @Test
    void oneServerTakesAll() {
        assertThat(owners(List.of(new Share("a", 3)))).hasSize(12_281).containsOnly("a");
    }

    @Test
    void noServerHoldsMoreThanFourHundredthsAboveItsShare() {
        for (int round = 0; round < 10; round++) {
            List<Share> shares = weighted(10);
            int whole = shares.stream().mapToInt(Share::weight).sum();
            List<String> owners = owners(shares);

            for (Share share : shares) {
                double fair = 12_281.0 * share.weight() / whole;
                assertThat(Collections.frequency(owners, share.name()))
                        .as("%s of %s", share, shares)
                        .isBetween((int) (0.85 * fair), (int) Math.ceil(1.04 * fair));
            }
        }
    }

    @Test
    void whenOneOfTenLeavesItsTenthMovesAndFewBeside() {
        for (int round = 0; round < 8; round++) {
            List<Share> ten = equal(10);
            List<String> before = owners(ten);
            double sum = 0;
            for (Share leaving : ten) {
                List<String> after =
                        owners(ten.stream().filter(s -> !s.equals(leaving)).toList());
                double moved = movedPercent(before, after);

                assertThat(moved).as("%s leaves %s", leaving, ten).isBetween(9.0, 10.6);
                sum += moved;
            }
            assertThat(sum / 10).as("of %s", ten).isLessThanOrEqualTo(10.3);
        }
    }

    @Test
    void aStepOfARampMovesLittleMoreThanWhatTheServerGains() {
        List<Share> others = equal(9);
        List<String> before = owners(with(others, 3));

        assertThat(movedPercent(before, owners(with(others, 4)))).isCloseTo(100 * (4 / 94.0 - 3 / 93.0), within(0.6));
    }

    private List<String> owners(List<Share> shares) {
        Ring ring = maglev.fill(shares);
        return IntStream.range(0, ring.size())
                .mapToObj(slot -> shares.get(ring.slot(slot)).name())
                .toList();
    }

    private static List<Share> with(List<Share> others, int weight) {
        List<Share> all = new ArrayList<>(others);
        all.add(new Share("new", weight));
        return all;
    }

    private List<Share> equal(int count) {
        int rack = random.nextInt(10_000);
        return IntStream.range(0, count)
                .mapToObj(i -> new Share("web-" + rack + "-" + i, 10))
                .toList();
    }

    private List<Share> weighted(int count) {
        return equal(count).stream()
                .map(share -> new Share(share.name(), 50 + random.nextInt(51)))
                .toList();
    }

    private static double movedPercent(List<String> before, List<String> after) {
        long moved = IntStream.range(0, before.size())
                .filter(slot -> !before.get(slot).equals(after.get(slot)))
                .count();
        return 100.0 * moved / before.size();
    }

    private static Random seeded() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of MaglevTest: " + seed);
        return new Random(seed);
    }
}
