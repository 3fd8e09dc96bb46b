// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Limits the number of problems that checks collect from one text, and the number that an operator sees.
/// Without these limits, a 4 MiB file of the wrong kind would yield hundreds of thousands of problems.
public final class ProblemLimit {
    /// No one reads more problems than this in a terminal, log or API answer.
    public static final int SHOWN = 200;

    /// A check may stop after this number of problems, because the text is then not a configuration at all.
    public static final int COUNTED = 1_000;

    private static final Comparator<Problem> BY_PLACE = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::severity);

    private ProblemLimit() {}

    /// The first problems by position. If there are too many, errors take precedence over warnings and notes,
    /// and a final note gives the number of those left out.
    ///
    /// @return the problems in the order of their positions
    public static List<Problem> shown(List<Problem> found) {
        List<Problem> sorted = found.stream().sorted(BY_PLACE).toList();
        if (sorted.size() <= SHOWN) {
            return sorted;
        }
        Stream<Problem> gravest = sorted.stream()
                .sorted(Comparator.comparing(Problem::severity))
                .limit(SHOWN)
                .sorted(BY_PLACE);
        return Stream.concat(gravest, Stream.of(rest(found.size()))).toList();
    }

    private static Problem rest(int all) {
        String more = all > COUNTED ? "more than " + (COUNTED - SHOWN) : String.valueOf(all - SHOWN);
        return Problem.note(0, 0, more + " more problems are not shown", "correct these first, then check again");
    }
}
