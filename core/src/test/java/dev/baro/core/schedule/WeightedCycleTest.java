// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedCycleTest {
    @Test
    void sixEqualServersTakeTurns() {
        List<Share> six = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new Share("web-" + i, 100))
                .toList();

        assertThat(new LeastConnections().fill(six)).isEqualTo(new Ring(0, 1, 2, 3, 4, 5));
    }

    @Test
    void weightsAreExactInEachCycleAndSpreadOverIt() {
        Ring ring = new LeastConnections().fill(List.of(new Share("a", 1), new Share("b", 2), new Share("c", 3)));

        assertThat(ring).isEqualTo(new Ring(2, 1, 0, 2, 1, 2));
    }

    @Test
    void aHeavyServerIsInterleavedSmoothly() {
        Ring ring = new LeastConnections().fill(List.of(new Share("a", 5), new Share("b", 1), new Share("c", 1)));

        assertThat(ring).isEqualTo(new Ring(0, 0, 1, 0, 2, 0, 0));
    }

    @Test
    void nobodyTakesNewSessions() {
        assertThat(new LeastConnections().fill(List.of()).isEmpty()).isTrue();
    }

    @Test
    void moreServersThanSlotsAreRefused() {
        List<Share> tooMany = Collections.nCopies(16_382, new Share("a", 1));

        assertThatThrownBy(() -> new LeastConnections().fill(tooMany))
                .hasMessage("16382 servers do not fit in a ring of 16381 slots");
    }

    /// `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
    @Test
    void everyCycleOfAnyWeightsIsExact() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of RoundRobinTest: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<Share> shares = IntStream.range(0, 1 + random.nextInt(20))
                    .mapToObj(i -> new Share("web-" + i, 1 + random.nextInt(100)))
                    .toList();
            int whole = shares.stream().mapToInt(Share::weight).sum();

            Ring ring = new LeastConnections().fill(shares);

            int[] taken = counts(ring, shares.size());
            for (int i = 0; i < taken.length; i++) {
                assertThat(taken[i] * whole)
                        .as("%s of %s", i, shares)
                        .isEqualTo(shares.get(i).weight() * ring.size());
            }
        }
    }

    private static int[] counts(Ring ring, int servers) {
        int[] counts = new int[servers];
        IntStream.range(0, ring.size()).map(ring::slot).forEach(server -> counts[server]++);
        return counts;
    }
}
