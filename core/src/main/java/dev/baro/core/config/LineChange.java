// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A range of lines, and the range that replaces it in another version of the text; either may be empty.
/// Lines count from 0.
///
/// @param from  the first line
/// @param to    the line after the last one
/// @param newFrom the first line in the new version
/// @param newTo the line after the last one in the new version
public record LineChange(int from, int to, int newFrom, int newTo) {
    /// How many lines ahead the search for a common line looks.
    private static final int LOOK_AHEAD = 40;

    /// After this number of changes, the rest of the text is treated as one change.
    private static final int MAX_CHANGES = 100;

    /// The number of lines that this change adds to the text; negative if it removes more.
    public int growth() {
        return newTo - newFrom - (to - from);
    }

    /// The changed ranges, in order; the text between them is equal. The ranges are not always minimal.
    public static List<LineChange> between(TextLines before, TextLines after) {
        List<LineChange> changes = new ArrayList<>();
        int tail = sameAtEnd(before, after);
        LineChange end = new LineChange(before.count() - tail, before.count(), after.count() - tail, after.count());
        int line = 0;
        int newLine = 0;
        while (true) {
            while (line < end.from && newLine < end.newFrom && before.same(line, after, newLine)) {
                line++;
                newLine++;
            }
            if (line == end.from && newLine == end.newFrom) {
                return changes;
            }
            LineChange change = changes.size() < MAX_CHANGES
                    ? nearest(before, after, line, newLine, end)
                            .orElse(new LineChange(line, end.from, newLine, end.newFrom))
                    : new LineChange(line, end.from, newLine, end.newFrom);
            changes.add(change);
            line = change.to;
            newLine = change.newTo;
        }
    }

    private static int sameAtEnd(TextLines before, TextLines after) {
        int most = Math.min(before.count(), after.count());
        int same = 0;
        while (same < most && before.same(before.count() - 1 - same, after, after.count() - 1 - same)) {
            same++;
        }
        return same;
    }

    /// The smallest change after which two successive lines are equal again. One equal line is not enough,
    /// because it may be just a bracket.
    private static Optional<LineChange> nearest(
            TextLines before, TextLines after, int line, int newLine, LineChange end) {
        for (int distance = 1; distance <= LOOK_AHEAD; distance++) {
            for (int gone = 0; gone <= distance; gone++) {
                LineChange change = new LineChange(line, line + gone, newLine, newLine + distance - gone);
                if (change.to + 1 < end.from
                        && change.newTo + 1 < end.newFrom
                        && before.same(change.to, after, change.newTo)
                        && before.same(change.to + 1, after, change.newTo + 1)) {
                    return Optional.of(change);
                }
            }
        }
        return Optional.empty();
    }
}
