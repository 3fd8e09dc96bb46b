// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.architecture.Promtool;
import dev.baro.lab.architecture.Promtool.Output;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real faults, the metrics of the daemon that sees them, and what Prometheus makes of these by the shipped rules: each
/// alert fires, and stops when its fault is gone.
@Timeout(600)
@Tag("end-to-end")
class AlertsEndToEnd {
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Path RULES = Path.of("..", "contrib", "prometheus", "alerts.yaml");

    /// Long enough for an alert that waits a minute.
    private static final int FAULTY_STEPS = 18;

    /// Until a minute's rate of standstills is low again.
    private static final int WELL_STEPS = 16;

    @TempDir
    private Path directory;

    private final Map<String, Integer> fires = new LinkedHashMap<>();

    @Test
    void eachFiresWhileItsFaultLastsAndStops() throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        Promtool promtool = Promtool.in(directory);
        RecordedSeries series = new RecordedSeries(asked(), Instant.now());
        try (AlertHost host = new AlertHost(directory)) {
            record(host, series, 6);
            host.harm();
            for (int i = 0; i < FAULTY_STEPS; i++) {
                host.flows(1_000);
                standStill(host);
                scrape(host, series);
            }
            at(
                    series,
                    "BaroServerDown",
                    "BaroVipShort",
                    "BaroConfigurationRefused",
                    "BaroAttachmentLost",
                    "BaroSessionTableFilling",
                    "BaroCertificateExpiring",
                    "BaroProberStalled");
            host.repair();
            record(host, series, 4);
            host.cut(true);
            record(host, series, 3);
            at(series, "BaroMassFailure");
            host.cut(false);
            record(host, series, WELL_STEPS);
        }
        Files.writeString(directory.resolve("recorded.test.yaml"), tests(series));

        Output checked = promtool.run("test", "rules", "recorded.test.yaml");

        assertThat(checked.exit()).as(checked.text() + series.yaml()).isZero();
    }

    /// For three of five seconds, as a host without processors to spare makes it.
    private static void standStill(AlertHost host) {
        host.daemon().signal(SIGSTOP);
        Pause.of(Duration.ofSeconds(3));
        host.daemon().signal(SIGCONT);
    }

    private void at(RecordedSeries series, String... alerts) {
        List.of(alerts).forEach(alert -> fires.put(alert, series.scrapes() - 1));
    }

    private static void record(AlertHost host, RecordedSeries series, int steps) {
        for (int i = 0; i < steps; i++) {
            Pause.of(STEP);
            scrape(host, series);
        }
    }

    private static void scrape(AlertHost host, RecordedSeries series) {
        Command.Outcome answer = Command.of(
                        "curl",
                        "-s",
                        "--max-time",
                        "10",
                        "--unix-socket",
                        host.socket().toString(),
                        "http://baro/metrics")
                .run();
        series.add(answer.exitCode() == 0 ? answer.output() : "");
    }

    /// The metrics that the rules ask for.
    private static Set<String> asked() throws Exception {
        return Pattern.compile("\\bbaro_[a-z_]+")
                .matcher(Files.readString(RULES))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private String tests(RecordedSeries series) {
        StringBuilder tests =
                new StringBuilder("""
                rule_files: ['%s']
                evaluation_interval: 5s
                tests:
                  - interval: 5s
                    input_series:
                """.formatted(RULES.toAbsolutePath().normalize()));
        tests.append(series.yaml().indent(0)).append("    promql_expr_test:\n");
        fires.forEach((alert, step) -> {
            String firing = "ALERTS{alertname=\"%s\",alertstate=\"firing\"}".formatted(alert);
            expect(tests, "count(" + firing + ") > bool 0", step, "{}");
            expect(
                    tests,
                    "absent(" + firing + ")",
                    series.scrapes() - 1,
                    "{alertname=\"%s\", alertstate=\"firing\"}".formatted(alert));
            if (!alert.equals("BaroCertificateExpiring")) {
                expect(
                        tests,
                        "absent(" + firing + ")",
                        5,
                        "{alertname=\"%s\", alertstate=\"firing\"}".formatted(alert));
            }
        });
        return tests.toString();
    }

    private static void expect(StringBuilder tests, String expression, int step, String labels) {
        tests.append("      - expr: '")
                .append(expression)
                .append("'\n        eval_time: ")
                .append(step * STEP.toSeconds());
        tests.append("s\n        exp_samples: [{labels: '").append(labels).append("', value: 1}]\n");
    }
}
