// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.model.ProbeTiming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes back in whatever order. `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
class HealthBookRandomTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String CALM = "hold-down: 0s, mass-failure: {share: 100}";
    private static final String PORTS = "http: {port: 80, check: {l7: {http: GET /up}}}, ssl: {port: 443}";

    private final Random random = seeded();

    @Test
    void aServerIsUsedOnlyAfterItsLayersHavePassed() {
        for (int round = 0; round < 40; round++) {
            Config config = Texts.store(3, CALM, PORTS);
            HealthBook book = book(config);
            Map<ProbeTarget, List<Boolean>> proofs = new HashMap<>();
            for (ProbeResult result : results(book, 200)) {
                Health before = book.health();
                note(result, proofs);
                book.take(result);
                book.advance(result.endedNs());

                book.health().members().forEach((member, health) -> {
                    boolean rose = health.usable()
                            && !before.members().getOrDefault(member, health).usable();
                    boolean fell = !health.usable()
                            && before.members().getOrDefault(member, health).usable();
                    if (rose) {
                        assertThat(lower(member)).allMatch(target -> ends(book, proofs, target, true));
                    }
                    if (fell) {
                        assertThat(ends(book, proofs, result.target(), false)).isTrue();
                        assertThat(result.target().server()).isEqualTo(member.server());
                    }
                });
            }
        }
    }

    @Test
    void whatProvesNothingChangesNothing() {
        for (int round = 0; round < 30; round++) {
            Config config = Texts.store(4, "", PORTS);
            HealthBook plain = book(config);
            HealthBook noisy = book(config);
            for (ProbeResult result : results(plain, 300)) {
                ProbeTarget other = any(plain).task().target();
                noisy.take(new ProbeResult(other, Reply.VOID, "", result.sentNs(), result.endedNs()));
                plain.take(result);
                noisy.take(result);
                plain.advance(result.endedNs());
                noisy.advance(result.endedNs());

                assertThat(noisy.health()).isEqualTo(plain.health());
            }
        }
    }

    /// Without hold-down and suspicion, time alone decides nothing: a day's pause of ours between any two
    /// results is as if it had not been.
    @Test
    void pausesOfOurOwnChangeNothing() {
        for (int round = 0; round < 30; round++) {
            Config config = Texts.store(4, CALM, PORTS);
            HealthBook steady = book(config);
            HealthBook paused = book(config);
            long pauseNs = 0;
            for (ProbeResult result : results(steady, 300)) {
                pauseNs += random.nextInt(20) == 0 ? 86_400 * SECOND : 0;
                steady.take(result);
                steady.advance(result.endedNs());
                paused.take(new ProbeResult(
                        result.target(), result.reply(), "", result.sentNs() + pauseNs, result.endedNs() + pauseNs));
                paused.advance(result.endedNs() + pauseNs);

                assertThat(words(paused)).isEqualTo(words(steady));
            }
        }
    }

    /// However many fail and however long: while the balancer suspects itself, no member that was in use is
    /// taken out.
    @Test
    void aSuspicionTakesNobodyOut() {
        for (int round = 0; round < 40; round++) {
            HealthBook book = book(Texts.store(5, "hold-down: 0s", PORTS));
            for (ProbeResult result : results(book, 400)) {
                Health before = book.health();
                book.take(result);
                book.advance(result.endedNs());
                Health after = book.health();
                if (before.suspicion().raised() && after.suspicion().raised()) {
                    after.members()
                            .forEach((member, health) -> assertThat(health.usable()
                                            || !before.members()
                                                    .getOrDefault(member, health)
                                                    .usable())
                                    .as("%s was %s", member, before.members().getOrDefault(member, health))
                                    .isTrue());
                }
            }
        }
    }

    /// A last server that passes is never left out, whatever its past.
    @Test
    void aPortWithAWorkingServerIsServed() {
        for (int round = 0; round < 30; round++) {
            HealthBook book = book(Texts.store(2, "", PORTS));
            for (ProbeResult result : results(book, 600)) {
                book.take(result);
                book.advance(result.endedNs());
                for (String port : List.of("http", "ssl")) {
                    List<MemberHealth> members = book.health().members().entrySet().stream()
                            .filter(entry -> entry.getKey().port().equals(port))
                            .map(Map.Entry::getValue)
                            .toList();
                    if (members.stream().anyMatch(member -> member.condition() == Condition.UP)) {
                        assertThat(members).anyMatch(MemberHealth::usable);
                    }
                }
            }
        }
    }

    private List<ProbeResult> results(HealthBook book, int count) {
        List<ProbeResult> results = new ArrayList<>();
        long nowNs = SECOND;
        int mood = 0;
        for (int i = 0; i < count; i++) {
            mood = random.nextInt(15) == 0 ? random.nextInt(3) : mood;
            nowNs += random.nextLong(SECOND);
            Reply bad = Reply.values()[random.nextInt(Reply.values().length)];
            Reply reply = random.nextInt(3) < mood ? bad : Reply.EXPECTED;
            results.add(new ProbeResult(any(book).task().target(), reply, "", nowNs - 1, nowNs));
        }
        return results;
    }

    private WatchedTarget any(HealthBook book) {
        List<WatchedTarget> all = List.copyOf(book.targets());
        return all.get(random.nextInt(all.size()));
    }

    private static void note(ProbeResult result, Map<ProbeTarget, List<Boolean>> proofs) {
        if (result.reply() != Reply.VOID) {
            proofs.computeIfAbsent(result.target(), _ -> new ArrayList<>())
                    .add(result.reply().passed());
        }
    }

    /// Whether the target has passed (or failed) as often in a row as it takes.
    private static boolean ends(
            HealthBook book, Map<ProbeTarget, List<Boolean>> proofs, ProbeTarget target, boolean passed) {
        ProbeTiming timing = book.targets(target.server()).stream()
                .filter(watched -> watched.task().target().equals(target))
                .findFirst()
                .orElseThrow()
                .task()
                .timing();
        List<Boolean> all = proofs.getOrDefault(target, List.of());
        int first = all.indexOf(true);
        if (passed && first >= 0 && first < timing.fall()) {
            return true; // it was unknown before, and one is enough
        }
        // An application that has not passed yet leaves at its first failure.
        int needed = passed ? timing.rise() : target.layer() == Layer.L7 ? 1 : timing.fall();
        for (int end = all.size(); end >= needed; end--) {
            if (!all.subList(end - needed, end).contains(!passed)) {
                return true;
            }
        }
        return false;
    }

    private static List<ProbeTarget> lower(ServiceMember member) {
        return List.of(
                new ProbeTarget(Layer.L3, member.server(), member.vip(), ""),
                new ProbeTarget(Layer.L4, member.server(), member.vip(), member.port()));
    }

    private static Map<ServiceMember, String> words(HealthBook book) {
        Map<ServiceMember, String> words = new HashMap<>();
        book.health().members().forEach((member, health) -> words.put(member, health.word()));
        return words;
    }

    private static HealthBook book(Config config) {
        HealthBook book = new HealthBook(Remembered.nothing(Condition.UNKNOWN));
        book.watch(ProbePlan.of(config, List.of()), config.health().policy(), 0);
        book.advance(0);
        return book;
    }

    private static Random seeded() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of HealthBookRandomTest: " + seed);
        return new Random(seed);
    }
}
