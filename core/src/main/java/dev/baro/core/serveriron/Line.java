// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A line that is neither blank nor a comment.
///
/// @param words at least one
record Line(List<Word> words) {
    Line {
        words = List.copyOf(words);
    }

    Word first() {
        return words.getFirst();
    }

    Word last() {
        return words.getLast();
    }

    Word word(int index) {
        return words.get(index);
    }

    int size() {
        return words.size();
    }

    int number() {
        return first().line();
    }

    /// The first word in lower case, by which the grammar decides.
    String keyword() {
        return first().text().toLowerCase(Locale.ROOT);
    }

    boolean has(int index, String keyword) {
        return index < size() && word(index).is(keyword);
    }

    /// The first words as they stand, joined by one space.
    String text(int count) {
        return words.stream().limit(count).map(Word::text).collect(Collectors.joining(" "));
    }

    String text() {
        return text(size());
    }
}
