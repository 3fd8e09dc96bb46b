// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Arrays;
import java.util.List;

/// The part of a source line around a column, and a marker to print below it. Tabs become spaces, control
/// characters become boxes, secrets are removed, and wide characters take two columns as in a terminal.
///
/// @param mark spaces and `^`; empty if there is no column
record SourceExcerpt(String line, String mark) {
    /// The width left beside the line number on a terminal with 120 columns.
    private static final int MAX_CODE_POINTS = 110;

    /// The text kept before the column when a line is cut.
    private static final int KEPT_BEFORE = 50;

    private static final int LONG_LINE = 8_192;

    private static final int TAB = 4;

    private record Block(int first, int last) {}

    /// Hangul, CJK, full-width forms and pictographs, according to Unicode Standard Annex 11.
    private static final List<Block> WIDE = List.of(
            new Block(0x1100, 0x115f),
            new Block(0x2e80, 0xa4cf),
            new Block(0xac00, 0xd7a3),
            new Block(0xf900, 0xfaff),
            new Block(0xfe30, 0xfe6f),
            new Block(0xff00, 0xff60),
            new Block(0x1f300, 0x1faff),
            new Block(0x20000, 0x3fffd));

    /// @param column 1-based, in code points; 0 for none
    static SourceExcerpt of(String whole, int column) {
        String source = Secrets.masked(whole);
        if (source.length() > LONG_LINE) {
            return ofLongLine(source, column);
        }
        int[] all = source.codePoints().toArray();
        int at = Math.clamp(column - 1L, 0, all.length);
        int length = column < 1 ? 0 : tokenLength(all, at);
        int from = all.length <= MAX_CODE_POINTS
                ? 0
                : Math.max(0, Math.min(at - KEPT_BEFORE, all.length - MAX_CODE_POINTS));
        int to = Math.min(all.length, from + MAX_CODE_POINTS);
        String before = (from > 0 ? "…" : "") + shown(Arrays.copyOfRange(all, from, at));
        String token = shown(Arrays.copyOfRange(all, at, Math.min(to, at + length)));
        String after = shown(Arrays.copyOfRange(all, Math.min(to, at + length), to)) + (to < all.length ? "…" : "");
        String mark = column < 1 ? "" : " ".repeat(width(before)) + "^".repeat(Math.max(1, width(token)));
        return new SourceExcerpt(before + token + after, mark);
    }

    /// Reads only the text around the column, because a line may have millions of characters and many problems.
    private static SourceExcerpt ofLongLine(String source, int column) {
        int length = source.codePointCount(0, source.length());
        int at = source.offsetByCodePoints(0, Math.clamp(column - 1L, 0, length));
        int from = Math.max(0, at - LONG_LINE / 4);
        String near = source.substring(from, Math.min(source.length(), at + LONG_LINE / 4));
        return of(near, column < 1 ? 0 : near.codePointCount(0, at - from) + 1);
    }

    /// The end of the key or value that begins at an index: the closing quote, or the end of a plain scalar.
    private static int tokenLength(int[] line, int from) {
        if (from >= line.length) {
            return 0;
        }
        int quote = line[from];
        boolean quoted = quote == '"' || quote == '\'';
        int end = from + 1;
        while (end < line.length && !(quoted ? line[end - 1] == quote && end > from + 1 : endsPlain(line, end))) {
            end++;
        }
        while (end > from + 1 && line[end - 1] == ' ') {
            end--;
        }
        return isIndicator(line, from) ? 1 : end - from;
    }

    private static boolean isIndicator(int[] line, int index) {
        boolean alone = index + 1 == line.length || line[index + 1] == ' ';
        return "[]{},".indexOf(line[index]) >= 0 || (alone && "-:?".indexOf(line[index]) >= 0);
    }

    private static boolean endsPlain(int[] line, int index) {
        boolean last = index + 1 == line.length;
        return switch (line[index]) {
            case ':', ',' -> last || line[index + 1] == ' ';
            case '#' -> line[index - 1] == ' ';
            case ']', '}', '\t' -> true;
            default -> false;
        };
    }

    /// @return the text without control characters and line breaks
    static String harmless(String text) {
        return shown(text.codePoints().toArray());
    }

    private static String shown(int[] codePoints) {
        StringBuilder shown = new StringBuilder();
        for (int codePoint : codePoints) {
            if (codePoint == '\t') {
                shown.repeat(' ', TAB);
            } else {
                shown.appendCodePoint(isHarmless(codePoint) ? codePoint : '\u25a1');
            }
        }
        return shown.toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static int width(String text) {
        return text.codePoints().map(codePoint -> isWide(codePoint) ? 2 : 1).sum();
    }

    private static boolean isWide(int codePoint) {
        return WIDE.stream().anyMatch(block -> block.first() <= codePoint && codePoint <= block.last());
    }
}
