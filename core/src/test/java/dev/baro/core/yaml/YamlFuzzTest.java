// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the text, the answer is a [Reading] that can be shown. `mvn -Dtest.jvm.flags=-Dbaro.seed=N`
/// repeats a run, `-Dbaro.rounds=N` there makes it longer.
class YamlFuzzTest {
    private static final List<String> FRAGMENTS = List.of(
            "\n",
            "\t",
            " ",
            "  ",
            ": ",
            ":",
            "- ",
            ", ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!!str ",
            "|\n",
            ">\n",
            "? ",
            "%",
            "@",
            "`",
            "---\n",
            "...\n",
            "<<: ",
            "~",
            "null",
            "true",
            "0",
            "-1",
            "64",
            "1e9",
            "0x10",
            ".5",
            "99999999999999999999",
            "1h",
            "0ms",
            "10.0.0.0/8",
            "2001:db8::1",
            "127.0.0.1",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "한",
            "\r",
            "\u0085",
            "\u2028",
            "\\",
            "\"\\ud800\"",
            "version: 1\n",
            "vips:\n",
            "servers:\n",
            "a: ",
            "x".repeat(200));

    @Test
    void everyTextIsRead() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of YamlFuzzTest: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("baro.rounds", 2_000); round++) {
            String text = mutated(GoodFile.text(), random);

            Reading<Config> reading = YamlFrontEnd.read(text);

            assertThat(ProblemText.render("fuzz.yaml", text, reading.problems()).isEmpty())
                    .isEqualTo(reading.problems().isEmpty());
            assertThat(reading.problems())
                    .allSatisfy(problem -> assertThat(problem.fix()).isNotEmpty());
        }
    }

    static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(mutated.length());
            int to = Math.min(mutated.length(), at + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, to);
                case 1 -> mutated.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                case 2 -> mutated.replace(at, to, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                case 3 -> mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, to));
                default -> mutated.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
            }
            if (mutated.isEmpty()) {
                return "";
            }
        }
        return mutated.toString();
    }
}
