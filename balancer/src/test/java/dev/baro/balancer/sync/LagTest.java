// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagTest {
    private static final long BEGIN = TimeUnit.DAYS.toNanos(3);

    private final Lag lag = new Lag();

    @Test
    void isTheLargestOfTenSeconds() {
        lag.add(5, at(0));
        lag.add(9, at(3));
        lag.add(7, at(4));

        assertThat(lag.largestNs(at(4))).isEqualTo(9);
        assertThat(lag.largestNs(at(12))).isEqualTo(9);
        assertThat(lag.largestNs(at(13))).isEqualTo(7);
        assertThat(lag.largestNs(at(14))).isZero();
    }

    @Test
    void forgetsAllAfterALongRest() {
        lag.add(5, at(0));

        assertThat(lag.largestNs(at(1_000))).isZero();
        lag.add(6, at(1_000));
        assertThat(lag.largestNs(at(1_000))).isEqualTo(6);
    }

    private static long at(int second) {
        return BEGIN + TimeUnit.SECONDS.toNanos(second);
    }
}
