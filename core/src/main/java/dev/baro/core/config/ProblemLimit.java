// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// How many problems of one text are looked for, and how many of them an operator gets to read. Without these bounds
/// one wrong file of 4 MiB yields hundreds of thousands.
public final class ProblemLimit {
    /// More than this in one terminal, log or answer of the API is not read.
    public static final int SHOWN = 200;

    /// What looks for problems may stop after so many: the text is another kind of file.
    public static final int COUNTED = 1_000;

    private static final Comparator<Problem> BY_PLACE = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::severity);

    private ProblemLimit() {}

    /// The first by place, errors before warnings before notes where there are too many, and then one note that says
    /// how many more there are.
    ///
    /// @return in the order of places
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
        return Problem.note(0, 0, more + " problems more are not shown", "correct these first, and check again");
    }
}
