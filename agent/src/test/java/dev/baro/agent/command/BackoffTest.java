// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void aSingleDriftChangesNothing() {
        assertThat(Backoff.of(Duration.ofSeconds(5)).after(false).pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void waitsLongerWhileItIsUndoneAgainAndAgain() {
        List<Long> pauses = new ArrayList<>();
        Backoff patience = Backoff.of(Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            patience = patience.after(false);
            pauses.add(patience.pause().toSeconds());
        }

        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L, 300L);
    }

    @Test
    void oneQuietLookIsEnoughToBeQuickAgain() {
        Backoff patience = Backoff.of(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            patience = patience.after(false);
        }

        assertThat(patience.after(true).pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aLongWaitIsNeverShortened() {
        Backoff patience = Backoff.of(Duration.ofHours(1));
        for (int i = 0; i < 1_000; i++) {
            patience = patience.after(false);
        }

        assertThat(patience.pause()).isEqualTo(Duration.ofHours(1));
    }
}
