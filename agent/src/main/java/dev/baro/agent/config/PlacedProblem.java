// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.Problem;
import java.util.Locale;

/// A problem as an operator reads it in a terminal.
public final class PlacedProblem {
    private PlacedProblem() {}

    /// `FILE:LINE:COLUMN: what`, the line of the file, and below the place how to mend it.
    ///
    /// @param text of the file
    public static String shown(Problem problem, String name, String text) {
        String severity = problem.severity() == Severity.ERROR
                ? ""
                : problem.severity().name().toLowerCase(Locale.ROOT) + ": ";
        if (problem.line() == 0) {
            return "%s: %s%s%n    %s%n".formatted(name, severity, problem.what(), problem.mend());
        }
        String line = text.lines().skip(problem.line() - 1L).findFirst().orElse("");
        return "%s:%d:%d: %s%s%n%5d | %s%n      | %s^ %s%n"
                .formatted(
                        name,
                        problem.line(),
                        problem.column(),
                        severity,
                        problem.what(),
                        problem.line(),
                        line,
                        " ".repeat(problem.column() - 1),
                        problem.mend());
    }
}
