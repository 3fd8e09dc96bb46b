// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ProbeTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetHealthTest {
    private static final ProbeTiming THREE_DOWN_TWO_UP =
            new ProbeTiming(Duration.ofSeconds(1), Duration.ofMillis(500), 3, 2);

    /// p passed, f failed, v void.
    @ParameterizedTest
    @CsvSource({
        "p, UP",
        "ffp, UP",
        "fffp, DOWN",
        "pfp, UP",
        "pvp, UP",
        "ff, UNKNOWN",
        "fff, DOWN",
        "fvfvvf, DOWN",
        "ppff, UP",
        "ppffpff, UP",
        "ppfff, DOWN",
        "ppffvf, DOWN",
        "ppfffp, DOWN",
        "ppfffpfp, DOWN",
        "ppfffpp, UP",
        "vvvvvv, UNKNOWN"
    })
    void followsResultsInARow(String results, Condition expected) {
        assertThat(after(results).condition()).isEqualTo(expected);
    }

    @Test
    void tellsSinceWhen() {
        assertThat(after("ppp").sinceNs()).isEqualTo(1);
        assertThat(after("pppfff").sinceNs()).isEqualTo(6);
        assertThat(after("pppfffff").sinceNs()).isEqualTo(6);
    }

    @Test
    void countsFailuresInARow() {
        assertThat(after("ppffff").failures()).isEqualTo(4);
        assertThat(after("ppffffp").failures()).isZero();
    }

    @Test
    void whatPassedIsForgottenAndWhatFailedIsNot() {
        assertThat(after("pp").forgotten(9).condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(after("fff").forgotten(9).condition()).isEqualTo(Condition.DOWN);
    }

    /// Against the definition: the condition is that of the last run that was long enough, and before any, one that
    /// passed is long enough.
    @Test
    void agreesWithTheDefinition() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of TargetHealthTest: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            ProbeTiming timing = new ProbeTiming(
                    Duration.ofSeconds(1), Duration.ofMillis(1), 1 + random.nextInt(4), 1 + random.nextInt(4));
            List<Reply> replies = new ArrayList<>();
            TargetHealth health = TargetHealth.unknown(0);
            for (int i = 0; i < 30; i++) {
                Reply reply = Reply.values()[random.nextInt(Reply.values().length)];
                replies.add(random.nextBoolean() ? Reply.EXPECTED : reply);
                health = health.after(replies.getLast(), timing, i);

                assertThat(health.condition()).as("%s with %s", replies, timing).isEqualTo(defined(replies, timing));
            }
        }
    }

    private static Condition defined(List<Reply> replies, ProbeTiming timing) {
        List<Boolean> passed = replies.stream()
                .filter(reply -> reply != Reply.VOID)
                .map(Reply::passed)
                .toList();
        int first = passed.indexOf(true);
        for (int end = passed.size(); end > 0; end--) {
            if (ends(passed, end, true, timing.rise())) {
                return Condition.UP;
            }
            if (ends(passed, end, false, timing.fall())) {
                return Condition.DOWN;
            }
            if (end - 1 == first && first < timing.fall()) {
                return Condition.UP;
            }
        }
        return Condition.UNKNOWN;
    }

    private static boolean ends(List<Boolean> passed, int end, boolean kind, int length) {
        return end >= length && !passed.subList(end - length, end).contains(!kind);
    }

    private static TargetHealth after(String results) {
        TargetHealth health = TargetHealth.unknown(0);
        for (int i = 0; i < results.length(); i++) {
            Reply reply = switch (results.charAt(i)) {
                case 'p' -> Reply.EXPECTED;
                case 'f' -> Reply.NOTHING;
                default -> Reply.VOID;
            };
            health = health.after(reply, THREE_DOWN_TWO_UP, i + 1);
        }
        return health;
    }
}
