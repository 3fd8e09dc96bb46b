// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.MassFailurePolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MassFailureTest {
    private static final MassFailurePolicy HALF_WITHIN_30S = new MassFailurePolicy(50, Duration.ofSeconds(30));
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        // failing, healthy, share, suspected
        "0, 10, 50, false",
        "5, 5, 50, false",
        "6, 4, 50, true",
        "3, 3, 50, false",
        "3, 2, 50, true",
        "2, 1, 50, false",
        "2, 0, 50, true",
        "1, 0, 50, false",
        "10, 0, 100, false",
        "4, 6, 30, true",
        "3, 7, 30, false",
        "0, 0, 50, false",
        "10000, 0, 99, true"
    })
    void suspectsWhenMoreThanTheShareFails(int failing, int healthy, int share, boolean suspected) {
        MassFailurePolicy policy = new MassFailurePolicy(share, Duration.ofSeconds(30));

        assertThat(MassFailure.NONE.after(failing, healthy, policy, 7).suspected())
                .isEqualTo(suspected);
    }

    @Test
    void endsAtOnceWhenNoneFailsAnyMore() {
        assertThat(suspected().after(0, 10, HALF_WITHIN_30S, SECOND)).isEqualTo(MassFailure.NONE);
    }

    @Test
    void lastsWhileTooManyFail() {
        MassFailure later = suspected().after(6, 4, HALF_WITHIN_30S, 3600 * SECOND);

        assertThat(later.suspected()).isTrue();
        assertThat(later.sinceNs()).isZero();
    }

    @Test
    void lastsWhileServersRecoverOneAfterTheOther() {
        MassFailure recovering = suspected().after(2, 8, HALF_WITHIN_30S, 10 * SECOND);

        assertThat(recovering.after(1, 9, HALF_WITHIN_30S, 39 * SECOND).suspected())
                .isTrue();
        assertThat(recovering.after(1, 9, HALF_WITHIN_30S, 40 * SECOND).suspected())
                .isFalse();
    }

    @Test
    void aRelapseStartsTheWaitAnew() {
        MassFailure relapsed = suspected()
                .after(2, 8, HALF_WITHIN_30S, 10 * SECOND)
                .after(7, 3, HALF_WITHIN_30S, 20 * SECOND)
                .after(2, 8, HALF_WITHIN_30S, 30 * SECOND);

        assertThat(relapsed.after(2, 8, HALF_WITHIN_30S, 59 * SECOND).suspected())
                .isTrue();
        assertThat(relapsed.after(2, 8, HALF_WITHIN_30S, 60 * SECOND).suspected())
                .isFalse();
    }

    private static MassFailure suspected() {
        return MassFailure.NONE.after(6, 4, HALF_WITHIN_30S, 0);
    }
}
