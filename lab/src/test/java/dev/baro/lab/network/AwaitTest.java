// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration BOUND = Duration.ofMinutes(10);

    private final Await await = new Await(STALL, BOUND, 0);

    @Test
    void goesOnForAsLongAsSomethingMoves() {
        assertThat(await.after("1 of 6 up", seconds(29))).isEmpty();
        assertThat(await.after("2 of 6 up", seconds(58))).isEmpty();
        assertThat(await.after("2 of 6 up", seconds(87))).isEmpty();
    }

    @Test
    void givesUpWhereNothingMoves() {
        assertThat(await.after("2 of 6 up", seconds(10))).isEmpty();

        assertThat(await.after("2 of 6 up", seconds(40)))
                .contains("after 40 s: no progress has been made for 30 s; seen last: 2 of 6 up");
    }

    @Test
    void givesUpAtItsBoundHoweverMuchMoves() {
        for (int second = 20; second < 600; second += 20) {
            assertThat(await.after("step " + second, seconds(second))).isEmpty();
        }

        assertThat(await.after("step 600", seconds(600)))
                .contains("after 600 s: it makes progress, but takes too long; seen last: step 600");
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
