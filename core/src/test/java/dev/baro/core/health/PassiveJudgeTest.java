// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassiveJudgeTest {
    @Test
    void findsTheServerWhoseAnswersDoNotArrive() {
        assertThat(PassiveJudge.standingOut(List.of(of("web-1", 100, 1), of("web-2", 100, 240), of("web-3", 100, 2))))
                .containsExactly(member("web-2"));
    }

    @Test
    void findsItAmongPeersThatHaveNoRepeatsAtAll() {
        assertThat(PassiveJudge.standingOut(List.of(of("web-1", 500, 0), of("web-2", 500, 500), of("web-3", 500, 0))))
                .containsExactly(member("web-2"));
    }

    @Test
    void blamesNobodyForWhatRaisesAllAlike() {
        assertThat(PassiveJudge.standingOut(
                        List.of(of("web-1", 10_000, 29_000), of("web-2", 10_000, 30_000), of("web-3", 10_000, 31_000))))
                .isEmpty();
    }

    @Test
    void blamesNobodyForFewSessions() {
        assertThat(PassiveJudge.standingOut(List.of(of("web-1", 1_000, 3), of("web-2", 19, 57), of("web-3", 1_000, 4))))
                .isEmpty();
    }

    @Test
    void aServerAloneHasNoPeers() {
        assertThat(PassiveJudge.standingOut(List.of(of("web-1", 1_000, 3_000)))).isEmpty();
    }

    @Test
    void neverBlamesHalfOfThem() {
        assertThat(PassiveJudge.standingOut(List.of(of("web-1", 1_000, 0), of("web-2", 1_000, 3_000))))
                .isEmpty();
    }

    /// Equal servers, whatever their repeats and however few sessions: nobody is blamed, but for chance.
    @Test
    void hardlyEverBlamesAnEqual() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of PassiveJudgeTest: " + seed);
        Random random = new Random(seed);
        int blamed = 0;
        for (int round = 0; round < 10_000; round++) {
            double ratio = random.nextDouble() * 0.5;
            List<PassiveCount> service = IntStream.range(0, 2 + random.nextInt(9))
                    .mapToObj(i -> of("web-" + i, 20 + random.nextInt(500), 0))
                    .map(count -> new PassiveCount(count.member(), count.sessions(), repeats(count, ratio, random)))
                    .toList();
            blamed += PassiveJudge.standingOut(service).size();
        }

        assertThat(blamed).isLessThan(10);
    }

    @Test
    void believesAServerStandsOutAfterThreeSpans() {
        PassiveWatch watch = new PassiveWatch();
        assertThat(watch.take(counts(0))).isEmpty();
        assertThat(watch.take(counts(1))).isEmpty();
        assertThat(watch.take(counts(2))).isEmpty();
        assertThat(watch.take(counts(3))).containsExactly(member("web-2"));
    }

    @Test
    void countersThatStartAnewSayNothing() {
        PassiveWatch watch = new PassiveWatch();
        watch.take(counts(5));
        watch.take(counts(6));
        watch.take(counts(7));

        assertThat(watch.take(counts(0))).isEmpty();
        assertThat(watch.take(counts(1))).isEmpty();
    }

    private static long repeats(PassiveCount count, double ratio, Random random) {
        return IntStream.range(0, (int) count.sessions())
                .filter(_ -> random.nextDouble() < ratio)
                .count();
    }

    private static List<PassiveCount> counts(long span) {
        return List.of(
                of("web-1", 100 * span, span), of("web-2", 100 * span, 250 * span), of("web-3", 100 * span, span));
    }

    private static PassiveCount of(String server, long sessions, long repeats) {
        return new PassiveCount(member(server), sessions, repeats);
    }

    private static ServiceMember member(String server) {
        return new ServiceMember("store", "http", server);
    }
}
