// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.ChildJvm;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Any valid configuration follows any other, and none leaves anything behind: no descriptor, no map, no memory.
@NeedsRoot
@Tag("program")
class RandomConfigurationsTest {
    private static final int ROUNDS = 200;
    /// A number that was given up rests, so the last real server may be counted in another block than the first was.
    private static final int BLOCK = 1;

    /// @param kilobytes resident
    private record Round(int round, int services, int descriptors, int pins, long kilobytes) {
        static Round of(String line) {
            int[] words = Arrays.stream(line.split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Round(words[0], words[1], words[2], words[3], words[4]);
        }
    }

    @Test
    void twoHundredOneAfterAnother() throws Exception {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("RandomConfigurationsTest: -Dbaro.seed=" + seed);
        Process process = new ProcessBuilder(ChildJvm.command(
                        // Too little for a plan that is kept in each round; what grows is outside of it.
                        List.of("-Xmx256m", "-Xms256m", "-XX:+AlwaysPreTouch"),
                        ChildJvm.CLASS_PATH,
                        RandomConfigurations.class.getName(),
                        "test-random-" + ProcessHandle.current().pid(),
                        Integer.toString(ROUNDS),
                        Long.toString(seed)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();

        List<Round> rounds = output.lines()
                .filter(line -> line.matches("\\d+( \\d+){4}"))
                .map(Round::of)
                .toList();
        assertThat(rounds).hasSize(ROUNDS + 2);
        assertThat(rounds.getLast().descriptors())
                .isBetween(rounds.getFirst().descriptors(), rounds.getFirst().descriptors() + BLOCK);
        assertThat(rounds.getLast().pins())
                .isBetween(rounds.getFirst().pins(), rounds.getFirst().pins() + BLOCK);
        Round warm = rounds.get(RandomConfigurations.COMPARED);
        Round last = rounds.get(ROUNDS);
        System.out.println(warm + " " + last);
        assertThat(last.kilobytes()).isLessThanOrEqualTo(warm.kilobytes() * 11 / 10);
    }
}
