// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.Allocation.Assigned;
import dev.baro.core.dscp.Allocation.Choice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random VIPs on random servers. `mvn -Dtest.jvm.flags=-Dbaro.seed=N` repeats a run.
@Tag("model")
class RandomAllocationTest {
    private final long seed = Long.getLong("baro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /// Two good values, one of each worse rank: few enough to try every allocation.
    private static final CandidateDscps SMALL = new CandidateDscps(
            List.of(CodePoint.of(11), CodePoint.of(15), CodePoint.of(9), CodePoint.of(3), CodePoint.of(4)));

    @Test
    void neverTwiceOnAServerAndNeverReserved() {
        for (int i = 0; i < 60; i++) {
            List<MarkedVip> vips = vips(1 + random.nextInt(120), 2 + random.nextInt(60), 64);

            Allocation allocation = Allocator.allocate(vips, Set.of(), false);

            switch (allocation) {
                case Assigned(var choices, var _) -> {
                    assertThat(choices).as(run(i)).hasSameSizeAs(vips);
                    assertNoServerIsConfused(choices, run(i));
                    assertThat(choices)
                            .as(run(i))
                            .noneMatch(choice ->
                                    CodePoint.of(choice.dscp().codePoint()).rank() == Preference.RESERVED);
                }
                case Allocation.Impossible(String reason) -> {
                    int busiest = busiest(vips);
                    assertThat(reason)
                            .as(run(i))
                            .matches(busiest > 58 ? "server s\\d+ has \\d+ VIPs, .*" : "58 values .*");
                    // Servers that overlap may need more values than the busiest one has VIPs, but not many more.
                    assertThat(busiest).as(run(i)).isGreaterThan(50);
                }
            }
        }
    }

    @Test
    void asGoodAsTheBestOfAll() {
        for (int i = 0; i < 500; i++) {
            List<MarkedVip> vips = vips(1 + random.nextInt(7), 1 + random.nextInt(6), 0);
            long best = best(vips, new int[vips.size()], 0, 0);

            Allocation allocation = Allocator.allocate(vips, SMALL, false);

            if (best == Long.MAX_VALUE) {
                assertThat(allocation).as(run(i)).isInstanceOf(Allocation.Impossible.class);
            } else {
                assertThat(allocation).as(run(i)).isInstanceOf(Assigned.class);
                assertThat(cost((Assigned) allocation)).as(run(i)).isEqualTo(best);
                assertThat(((Assigned) allocation).fewest()).as(run(i)).isTrue();
            }
        }
    }

    @Test
    void whatDoesNotQuarrelIsKept() {
        for (int i = 0; i < 300; i++) {
            List<MarkedVip> vips = vips(1 + random.nextInt(30), 2 + random.nextInt(30), 64);
            Set<MarkedVip> quarrelling = Set.copyOf(Conflicts.among(vips).stream()
                    .filter(Conflict::isError)
                    .flatMap(conflict -> List.of(conflict.vip(), ((Conflict.SameValue) conflict).other()).stream())
                    .toList());

            Assigned assigned = (Assigned) Allocator.allocate(vips, Set.of(), false);

            assertThat(assigned.choices())
                    .as(run(i))
                    .filteredOn(choice -> choice.vip().isMarked() && !quarrelling.contains(choice.vip()))
                    .filteredOn(choice -> CodePoint.of(choice.vip().codePoint()).rank() != Preference.RESERVED)
                    .noneMatch(Choice::isChange);
        }
    }

    /// @param values what is assigned already is below; 0 assigns nothing
    private List<MarkedVip> vips(int number, int servers, int values) {
        return IntStream.range(0, number)
                .mapToObj(i -> vip(i, servers, values == 0 ? 0 : random.nextInt(values) * random.nextInt(2)))
                .toList();
    }

    private MarkedVip vip(int number, int servers, int dscp) {
        String[] used = random.ints(1 + random.nextInt(Math.min(servers, 5)), 0, servers)
                .distinct()
                .mapToObj(server -> "s" + server)
                .toArray(String[]::new);
        return ConflictsTest.vip("v" + number, dscp, used);
    }

    private static long best(List<MarkedVip> vips, int[] colours, int from, long cost) {
        if (from == vips.size()) {
            return cost;
        }
        long best = Long.MAX_VALUE;
        for (int colour = 0; colour < SMALL.size(); colour++) {
            int tried = colour;
            if (IntStream.range(0, from)
                    .noneMatch(i -> colours[i] == tried
                            && vips.get(i).shared(vips.get(from)).isPresent())) {
                colours[from] = colour;
                best = Math.min(best, best(vips, colours, from + 1, cost + SMALL.cost(colour)));
            }
        }
        return best;
    }

    private static long cost(Assigned assigned) {
        return assigned.choices().stream()
                .mapToLong(choice -> SMALL.cost(SMALL.index(choice.dscp().codePoint())))
                .sum();
    }

    private static int busiest(List<MarkedVip> vips) {
        Map<String, Integer> count = new HashMap<>();
        vips.forEach(vip -> vip.servers().forEach(server -> count.merge(server.identity(), 1, Integer::sum)));
        return count.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static void assertNoServerIsConfused(List<Choice> choices, String run) {
        Map<String, String> seen = new HashMap<>();
        for (Choice choice : choices) {
            for (MarkedVip.MarkedServer server : choice.vip().servers()) {
                String earlier = seen.put(
                        server.identity() + " " + choice.dscp().codePoint(),
                        choice.vip().name());
                assertThat(earlier).as(run).isNull();
            }
        }
    }

    private String run(int number) {
        return "run %d of -Dbaro.seed=%d".formatted(number, seed);
    }
}
