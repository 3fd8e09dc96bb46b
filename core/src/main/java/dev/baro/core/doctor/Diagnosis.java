// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.doctor.Finding.Level;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// All findings of a doctor command on one host, for people and programs.
///
/// @param findings the findings, in the order of the checks
public record Diagnosis(List<Finding> findings) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /// The JSON form.
    private record Written(boolean healthy, List<Line> findings) {}

    private record Line(String check, String level, String what, String cause, String fix, String advice) {}

    public List<Finding> of(Level level) {
        return findings.stream().filter(f -> f.level() == level).toList();
    }

    /// A skipped check does not count as a failure: it is shown and counted, but does not affect the exit code.
    ///
    /// @return 0 if no finding is a FAIL, otherwise [ExitCode#FAILED]
    public int exitCode() {
        return of(Level.FAIL).isEmpty() ? 0 : ExitCode.FAILED;
    }

    /// The findings, the worst first, on lines that each end with a line break.
    public String text() {
        int width = findings.stream().mapToInt(f -> f.check().length()).max().orElse(0);
        String lines = findings.stream()
                .sorted(Comparator.comparing(Finding::level).reversed())
                .map(f -> text(f, width))
                .collect(Collectors.joining());
        int warnings = of(Level.WARN).size();
        int notLookedAt = of(Level.NOT_LOOKED_AT).size();
        return lines
                + "%d FAIL, %d %s, %s%d ok\n"
                        .formatted(
                                of(Level.FAIL).size(),
                                warnings,
                                warnings == 1 ? "warning" : "warnings",
                                notLookedAt == 0 ? "" : notLookedAt + " not looked at (?), ",
                                of(Level.OK).size());
    }

    public String json() {
        List<Line> lines = findings.stream()
                .map(f -> new Line(f.check(), f.level().word(), f.what(), f.cause(), f.fix(), f.advice()))
                .toList();
        return Json.write(new Written(exitCode() == 0, lines)) + "\n";
    }

    private static String text(Finding finding, int width) {
        String level = switch (finding.level()) {
            case FAIL -> "FAIL";
            case NOT_LOOKED_AT -> "?";
            case OK, WARN -> finding.level().word();
        };
        String name = finding.check() + " ".repeat(width - finding.check().length());
        return "%-4s  %s  %s\n".formatted(level, name, finding.what())
                + below("cause", finding.cause())
                + below("fix", finding.fix())
                + below("to do", finding.advice());
    }

    private static String below(String word, String text) {
        return text.isEmpty() ? "" : "      %-6s %s\n".formatted(word + ":", text);
    }
}
