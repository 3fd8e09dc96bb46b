// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ForwardingMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/reference/health.md` and `baro server show` give the same causes and fixes.
class VerdictPageTest {
    @Test
    void thePageHasEveryCauseAndFixAndNoOther() throws IOException {
        assertThat(rows("| verdict | method |")).containsExactlyElementsOf(expected());
    }

    @Test
    void thePageSaysHowEachVerdictIsRecognized() throws IOException {
        assertThat(rows("| verdict | probe of the layer |"))
                .extracting(row -> row.split("`", 3)[1])
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Verdict.values()).map(Verdict::word).toList());
    }

    /// Of the table with this head.
    private static List<String> rows(String head) throws IOException {
        return Files.readString(Path.of("../docs/reference/health.md"))
                .lines()
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    /// In the order of the verdicts; methods that share a text share a row.
    private static List<String> expected() {
        List<String> rows = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            Map<Verdict.Advice, String> methods = Arrays.stream(ForwardingMethod.values())
                    .collect(Collectors.groupingBy(
                            verdict::advice,
                            LinkedHashMap::new,
                            Collectors.mapping(method -> "`" + method.word() + "`", Collectors.joining(", "))));
            methods.remove(Verdict.HEALTHY.advice(ForwardingMethod.DSCP));
            methods.forEach((advice, of) -> rows.add("| `" + verdict.word() + "` | "
                    + (methods.size() == 1 ? "" : of + " ") + "| " + advice.cause() + " | " + advice.fix() + " |"));
        }
        return rows;
    }
}
