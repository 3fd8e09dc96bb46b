// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Collects the remarks while one text is read.
final class Problems {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    /// The maximum number of further line numbers in a remark.
    private static final int MAX_LINES = 50;

    private final List<Problem> found = new ArrayList<>();
    private int errors;

    void error(Word at, String what, String fix) {
        errors++;
        if (errors <= ProblemLimit.COUNTED + 1) {
            found.add(Problem.error(at.line(), at.column(), what, fix));
        }
    }

    /// Whether further errors would be dropped, so that their text need not be composed.
    boolean isFull() {
        return errors > ProblemLimit.COUNTED;
    }

    void warning(Word at, String what, String fix) {
        found.add(Problem.warning(at.line(), at.column(), what, fix));
    }

    void note(Word at, String what, String fix) {
        found.add(Problem.note(at.line(), at.column(), what, fix));
    }

    /// @return whether the line has at most this number of words
    boolean rejectMore(Line line, int size) {
        if (line.size() <= size) {
            return true;
        }
        Word extra = line.word(size);
        error(extra, "\"%s\" is unexpected".formatted(extra.text()), "the line must end after " + line.text(size));
        return false;
    }

    boolean hasErrors() {
        return errors > 0;
    }

    /// The result of reading. Nothing was assumed for a refused text, so its notes are omitted.
    Reading<Config> reading(Config config) {
        List<Problem> sorted = found.stream().sorted(BY_PLACE).toList();
        return hasErrors()
                ? new Reading.Refused<>(merged(sorted.stream()
                        .filter(p -> p.severity() != Severity.NOTE)
                        .toList()))
                : new Reading.Accepted<>(config, merged(sorted));
    }

    /// Fifty servers with the same line produce one remark with all line numbers, not fifty remarks.
    private static List<Problem> merged(List<Problem> sorted) {
        Map<Object, List<Problem>> groups = sorted.stream()
                .collect(Collectors.groupingBy(Problems::sameRemark, LinkedHashMap::new, Collectors.toList()));
        return ProblemLimit.shown(groups.values().stream().map(Problems::merge).toList());
    }

    private static Object sameRemark(Problem problem) {
        return problem.severity() == Severity.ERROR
                ? problem
                : List.of(problem.severity(), problem.what(), problem.fix());
    }

    private static Problem merge(List<Problem> same) {
        Problem first = same.getFirst();
        List<String> others = same.stream()
                .map(Problem::line)
                .distinct()
                .skip(1)
                .map(String::valueOf)
                .toList();
        if (others.isEmpty()) {
            return first;
        }
        String lines = String.join(", ", others.subList(0, Math.min(others.size(), MAX_LINES)));
        String more = others.size() > MAX_LINES ? " and %d more".formatted(others.size() - MAX_LINES) : "";
        String also = " (also line%s %s%s)".formatted(others.size() == 1 ? "" : "s", lines, more);
        return new Problem(first.severity(), first.line(), first.column(), first.what() + also, first.fix());
    }
}
