// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.config.Problem.Severity;
import java.util.List;
import java.util.stream.Collectors;

/// Formats problems for a terminal: the position in compiler notation, the line, a marker under the
/// value, and the fix.
///
/// ```
/// baro.yaml:31:11: dscp 64 is out of range
///    31 |     dscp: 64
///       |           ^^ 1 to 63; free here: 11, 15, 19
/// 1 error
/// ```
public final class ProblemText {
    private ProblemText() {}

    /// @param fileName the file's name, as the operator gave it
    /// @param text     the content of the file
    /// @return lines that each end with a line break; empty if there are no problems
    public static String render(String fileName, String text, List<Problem> problems) {
        if (problems.isEmpty()) {
            return "";
        }
        List<String> lines = SourceLines.split(text);
        Bundle bundle = Bundle.of(text);
        String each = problems.stream()
                .map(problem -> of(fileName, bundle, problem, lines))
                .collect(Collectors.joining());
        return each + summary(problems) + "\n";
    }

    private static String of(String fileName, Bundle bundle, Problem problem, List<String> lines) {
        List<String> source = problem.line() < 1 || problem.line() > lines.size()
                ? List.of()
                : lines.subList(problem.line() - 1, problem.line());
        Bundle.Place place = bundle.place(problem.line());
        Problem there = new Problem(
                problem.severity(),
                place.line(),
                problem.column(),
                bundle.located(problem.what(), place.name()),
                bundle.located(problem.fix(), place.name()));
        return headline(Bundle.called(fileName, place.name()), there) + body(there, source);
    }

    private static String headline(String fileName, Problem problem) {
        StringBuilder place = new StringBuilder(fileName).append(':');
        if (problem.line() > 0) {
            place.append(problem.line()).append(':');
        }
        if (problem.line() > 0 && problem.column() > 0) {
            place.append(problem.column()).append(':');
        }
        return "%s %s%s\n".formatted(place, prefix(problem.severity()), SourceExcerpt.harmless(problem.what()));
    }

    private static String prefix(Severity severity) {
        return switch (severity) {
            case ERROR -> "";
            case WARNING -> "warning: ";
            case NOTE -> "note: ";
        };
    }

    /// @param source the text of the line; absent beyond the end of the text
    private static String body(Problem problem, List<String> source) {
        String fix = SourceExcerpt.harmless(problem.fix());
        if (problem.line() < 1 || source.isEmpty()) {
            return fix.isEmpty() ? "" : "      | " + fix + "\n";
        }
        SourceExcerpt excerpt = SourceExcerpt.of(source.getFirst(), problem.column());
        String mark = (excerpt.mark() + " " + fix).stripTrailing();
        String shown = "%5d | %s".formatted(problem.line(), excerpt.line()).stripTrailing() + "\n";
        return mark.isBlank() ? shown : shown + "      | " + mark + "\n";
    }

    private static String summary(List<Problem> problems) {
        return List.of(Severity.values()).stream()
                .map(severity -> counted(
                        severity,
                        problems.stream().filter(p -> p.severity() == severity).count()))
                .filter(counted -> !counted.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String counted(Severity severity, long count) {
        String noun = switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
        return count == 0 ? "" : count == 1 ? "1 " + noun : "%d %ss".formatted(count, noun);
    }
}
