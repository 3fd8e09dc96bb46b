// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A line that is neither blank nor a comment.
///
/// @param words the line's words, at least one
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

    /// The first word in lower case, which selects the grammar rule.
    String keyword() {
        return first().text().toLowerCase(Locale.ROOT);
    }

    boolean has(int index, String keyword) {
        return index < size() && word(index).is(keyword);
    }

    /// @return the same line with another word at `index`, at the same position
    Line with(int index, String text) {
        List<Word> changed = new ArrayList<>(words);
        Word before = words.get(index);
        changed.set(index, new Word(text, before.line(), before.column()));
        return new Line(changed);
    }

    /// @return the line without its first word
    Line rest() {
        return new Line(words.subList(1, size()));
    }

    /// The servers in a `bind` line: the first word of each server-port pair.
    Set<String> boundServers() {
        return IntStream.iterate(2, i -> i < size(), i -> i + 2)
                .mapToObj(i -> word(i).text())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Whether this line begins with all the words of the other line.
    boolean beginsLike(Line other) {
        return size() >= other.size()
                && IntStream.range(0, other.size())
                        .allMatch(i -> word(i).is(other.word(i).text()));
    }

    /// The first words, unchanged, joined by single spaces.
    String text(int count) {
        return words.stream().limit(count).map(Word::text).collect(Collectors.joining(" "));
    }

    String text() {
        return text(size());
    }
}
