// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Problem;
import java.util.List;
import java.util.Locale;

/// The result of checking a configuration text, as returned by `POST /v1/config/check` and by
/// `baro check -o json`.
///
/// @param name     the file's name, as the user gave it
/// @param valid    whether there is no error; warnings and notes do not count
/// @param problems the problems, in line order
public record CheckResult(String name, boolean valid, List<Finding> problems) {
    public CheckResult {
        problems = List.copyOf(problems);
    }

    /// @param text the checked text
    public static CheckResult of(String name, String text, List<Problem> problems) {
        boolean valid = problems.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR);
        Bundle bundle = Bundle.of(text);
        return new CheckResult(
                name,
                valid,
                problems.stream().map(problem -> Finding.of(problem, bundle)).toList());
    }

    /// @param severity `error`, `warning` or `note`
    /// @param file     the path relative to the directory of the main file; empty for the main file
    /// @param line     1-based; 0 if the problem belongs to no line
    /// @param column   1-based; 0 if the problem belongs to no column
    public record Finding(String severity, String file, int line, int column, String what, String fix) {
        private static Finding of(Problem problem, Bundle bundle) {
            String severity = problem.severity().name().toLowerCase(Locale.ROOT);
            Bundle.Place place = bundle.place(problem.line());
            return new Finding(
                    severity,
                    place.name(),
                    place.line(),
                    problem.column(),
                    bundle.located(problem.what(), place.name()),
                    bundle.located(problem.fix(), place.name()));
        }
    }
}
