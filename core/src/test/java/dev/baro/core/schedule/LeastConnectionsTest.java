// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.SlowStart;
import dev.baro.core.schedule.RampedShares.Server;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Nine servers hold 10,000 sessions each when an empty one joins. As many sessions begin as end; one
/// lasts five seconds on average.
class LeastConnectionsTest {
    private static final int SERVERS = 10;
    private static final int NEW = 9;
    private static final int RAMP_SECONDS = 30;
    private static final int LIFETIME_SECONDS = 5;
    private static final int NEW_SESSIONS_PER_SECOND = 9 * 10_000 / LIFETIME_SECONDS;
    private static final int ROUNDS_PER_SECOND = 20;

    private final SlowStart slowStart = new SlowStart(Duration.ofSeconds(RAMP_SECONDS), 200);
    private final int[] active = new int[SERVERS];
    private final double[] shareBySecond = new double[RAMP_SECONDS];

    /// `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
    private final Random random = seeded();

    @Test
    void anEmptyServerNeverGetsTwiceItsFairShareAndReachesParityWithinTheRamp() {
        simulate(this::twoChoices);

        assertThat(Arrays.stream(shareBySecond).max().orElseThrow()).isLessThanOrEqualTo(0.2);
        assertThat(shareBySecond[0]).as("in the first step").isLessThan(0.03);
        assertThat(active[NEW] / meanOfOthers()).isBetween(0.97, 1.03);
    }

    @Test
    void plainLeastConnectionsStampedesIt() {
        simulate(_ -> fewest());

        assertThat(shareBySecond[0]).isGreaterThan(0.5);
    }

    @Test
    void aCapBelowTwiceTheFairShareHoldsWhileItRamps() {
        SlowStart capped = new SlowStart(Duration.ofSeconds(RAMP_SECONDS), 120);
        simulate(second -> twoChoices(second, capped));

        assertThat(Arrays.stream(shareBySecond).limit(27).max().orElseThrow()).isLessThanOrEqualTo(0.13);
    }

    private void simulate(ToIntFunction<Integer> pick) {
        Arrays.fill(active, 0, NEW, 10_000);
        for (int second = 0; second < RAMP_SECONDS; second++) {
            int before = 0;
            for (int round = 0; round < ROUNDS_PER_SECOND; round++) {
                endSome();
                for (int i = 0; i < NEW_SESSIONS_PER_SECOND / ROUNDS_PER_SECOND; i++) {
                    int server = pick.applyAsInt(second);
                    active[server]++;
                    before += server == NEW ? 1 : 0;
                }
            }
            shareBySecond[second] = (double) before / NEW_SESSIONS_PER_SECOND;
        }
    }

    private void endSome() {
        double ending = 1.0 / (LIFETIME_SECONDS * ROUNDS_PER_SECOND);
        for (int i = 0; i < SERVERS; i++) {
            int sessions = active[i];
            active[i] -= (int)
                    Math.round(sessions * ending + random.nextGaussian() * Math.sqrt(sessions * ending * (1 - ending)));
        }
    }

    private int twoChoices(int second) {
        return twoChoices(second, slowStart);
    }

    /// As the kernel takes a slot: schedule.h, `take_slot` and `less_loaded`.
    private int twoChoices(int second, SlowStart ramp) {
        Ring ring = rings(ramp)[second];
        int one = ring.slot(random.nextInt(ring.size()));
        int other = ring.slot(random.nextInt(ring.size()));
        return active[one] <= active[other] ? one : other;
    }

    private int fewest() {
        return IntStream.range(0, SERVERS)
                .boxed()
                .min((a, b) -> Integer.compare(active[a], active[b]))
                .orElseThrow();
    }

    private double meanOfOthers() {
        return Arrays.stream(active, 0, NEW).average().orElseThrow();
    }

    private final java.util.Map<SlowStart, Ring[]> rings = new java.util.HashMap<>();

    private Ring[] rings(SlowStart ramp) {
        return rings.computeIfAbsent(
                ramp,
                _ -> IntStream.range(0, RAMP_SECONDS)
                        .mapToObj(second -> ring(ramp, ramp.step(second * 1_000_000_000L)))
                        .toArray(Ring[]::new));
    }

    private static Ring ring(SlowStart ramp, int step) {
        List<Server> servers = IntStream.range(0, SERVERS)
                .mapToObj(i -> new Server("web-" + i, 100, i == NEW ? step : SlowStart.STEPS))
                .toList();
        return new LeastConnections().fill(RampedShares.of(servers, SlotChoice.TWO_CHOICES, ramp));
    }

    private static Random seeded() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of LeastConnectionsTest: " + seed);
        return new Random(seed);
    }
}
