// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.serveriron.Statement.SlowStarted;
import java.util.Optional;

/// Reads the decimal numbers in a line.
final class Numbers {
    /// A number with nine digits always fits into an `int`.
    private static final String DIGITS = "[0-9]{1,9}";

    /// The model's limit for slow start.
    private static final int MAX_RAMP_SECONDS = 3_600;

    private Numbers() {}

    static Optional<Integer> in(String text, int min, int max) {
        return text.matches(DIGITS)
                ? Optional.of(Integer.parseInt(text)).filter(n -> min <= n && n <= max)
                : Optional.empty();
    }

    /// Reads `slow-start SECONDS`, and reports a line in any other form as lost.
    static Optional<SlowStarted> slowStart(Line line, int index, Problems problems) {
        Optional<Integer> seconds =
                line.size() == index + 1 ? in(line.last().text(), 1, MAX_RAMP_SECONDS) : Optional.empty();
        if (seconds.isEmpty()) {
            Unmapped.reportSlowStart(line, problems);
        }
        return seconds.map(n -> new SlowStarted(line, n));
    }

    /// Reads a number, and reports it under the given name if it is missing or out of range.
    static Optional<Integer> read(Word word, String name, int min, int max, Problems problems) {
        Optional<Integer> number = in(word.text(), min, max);
        if (number.isEmpty()) {
            String wrong = word.text().matches(DIGITS) ? "is out of range" : "is not a number";
            problems.error(word, "%s %s %s".formatted(name, word.text(), wrong), min + " to " + max);
        }
        return number;
    }
}
