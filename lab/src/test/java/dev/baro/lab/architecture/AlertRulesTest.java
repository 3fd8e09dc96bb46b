// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.architecture.Promtool.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The alerts that are shipped: Prometheus takes them, each fires and stops, and each leads to a page and to a verb
/// that are there.
class AlertRulesTest {
    private static final Path RULES = ClassFiles.ROOT.resolve("contrib/prometheus");

    /// Of Prometheus itself, for each target.
    private static final String UP = "up";

    private final String alerts = read(RULES.resolve("alerts.yaml"));

    @Test
    void eachFiresOnWhatItIsForAndStopsAgain() throws Exception {
        Promtool promtool = Promtool.in(RULES);

        assertThat(promtool.run("check", "rules", "alerts.yaml")).returns(0, Output::exit);
        assertThat(promtool.run("test", "rules", "alerts.test.yaml")).returns(0, Output::exit);
        String tests = read(RULES.resolve("alerts.test.yaml"));
        for (String alert : found("- alert: (\\w+)", alerts)) {
            assertThat(tests).as("fires").containsPattern("alertname: " + alert + "\\n +exp_alerts:");
            assertThat(tests).as("is silent").contains("alertname: " + alert + "}");
        }
    }

    @Test
    void eachLeadsToItsPart() {
        String page = read(ClassFiles.ROOT.resolve("docs/how-to/alert-with-prometheus.md"));
        List<String> names = found("- alert: (\\w+)", alerts);

        assertThat(found("page: docs/how-to/alert-with-prometheus.md#(\\w+)", alerts))
                .isEqualTo(names.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(found("(?m)^## (\\w+)", page)).isEqualTo(names);
    }

    @Test
    void eachAsksForWhatTheDaemonTells() {
        String metrics = read(ClassFiles.ROOT.resolve("docs/reference/metrics.md"));
        TreeSet<String> asked = new TreeSet<>(found("\\b(baro_[a-z_]+)\\b", alerts));

        assertThat(asked).hasSizeGreaterThan(8);
        assertThat(new TreeSet<>(found("\\| `(baro_[a-z_]+)", metrics))).containsAll(asked);
        assertThat(alerts).contains("expr: " + UP + "{");
    }

    @Test
    void eachNamesAVerbThatThereIs() {
        String verbs = read(ClassFiles.ROOT.resolve("docs/reference/cli.md"));
        List<String> typed = found("Type (baro [a-z]+(?: (?:list|show))?)", alerts);

        assertThat(typed).hasSizeGreaterThan(4);
        assertThat(typed).allSatisfy(verb -> assertThat(verbs).contains(verb));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
