// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.Reading;
import dev.baro.core.writer.YamlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Any text gives a reading, and what is accepted can be printed. Run again with `-Dbaro.seed=N`.
class FuzzTest {
    private static final int ROUNDS = 1_000;
    private static final List<String> PIECES = List.of(
            "server",
            "real",
            "virtual",
            "port",
            "bind",
            "tos-marking",
            "http",
            "ssl",
            "url",
            "\"GET /\"",
            "\"",
            "====>",
            "!",
            "0",
            "65535",
            "99999999999",
            "10.0.0.1",
            "::1",
            "weight",
            "predictor",
            "tcp",
            "keepalive",
            "disable",
            "default",
            "\t",
            "\r",
            "\u0000",
            "설정",
            "\ud83d\ude00",
            "exit",
            "no",
            "Hostname",
            "status-code",
            "interface");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final long seed = Long.getLong("baro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void shuffledAndMutatedLinesGiveAReading() {
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>((random.nextBoolean() ? Texts.seed() : Texts.store())
                    .lines()
                    .toList());
            if (random.nextInt(4) == 0) {
                Collections.shuffle(lines, random);
            }
            int changes = random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                change(lines);
            }
            check(String.join("\n", lines));
        }
    }

    @Test
    void piecesInAnyOrderGiveAReading() {
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(40);
            for (int i = 0; i < pieces; i++) {
                text.append(piece()).append(random.nextInt(3) == 0 ? '\n' : ' ');
            }
            check(text.toString());
        }
    }

    private void change(List<String> lines) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, line);
            case 2 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
            case 3 -> lines.set(at, line + " " + piece());
            default -> lines.set(at, line.replaceFirst("\\S+$", java.util.regex.Matcher.quoteReplacement(piece())));
        }
        if (lines.isEmpty()) {
            lines.add("");
        }
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private void check(String text) {
        String context = "seed %d, text:%n%s".formatted(seed, text);
        Reading<Config> reading;
        try {
            reading = FrontEnd.read(text);
            reading.config().ifPresent(config -> YAML.readTree(YamlText.of(config)));
        } catch (RuntimeException e) {
            throw new AssertionError(context, e);
        }
        boolean error = reading.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR);
        assertThat(reading.config().isEmpty()).as(context).isEqualTo(error);
        assertThat(reading.problems()).as(context).isSortedAccordingTo(Comparator.comparingInt(Problem::line));
        assertThat(reading.problems()).as(context).allSatisfy(p -> {
            assertThat(p.what()).isNotBlank().doesNotContain("%");
            assertThat(p.fix()).isNotBlank();
        });
    }
}
