// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Optional;

/// Decimal numbers of a line.
final class Numbers {
    /// Nine digits always fit an `int`.
    private static final String DIGITS = "[0-9]{1,9}";

    private Numbers() {}

    static Optional<Integer> in(String text, int min, int max) {
        return text.matches(DIGITS)
                ? Optional.of(Integer.parseInt(text)).filter(n -> min <= n && n <= max)
                : Optional.empty();
    }

    /// Reads a number; one that is out of range, or none, is reported under the name of what it counts.
    static Optional<Integer> read(Word word, String name, int min, int max, Problems problems) {
        Optional<Integer> number = in(word.text(), min, max);
        if (number.isEmpty()) {
            String wrong = word.text().matches(DIGITS) ? "is out of range" : "is not a number";
            problems.error(word, "%s %s %s".formatted(name, word.text(), wrong), min + " to " + max);
        }
        return number;
    }
}
