// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Arrays;

/// The start of each line, for a text whose lines end with line feeds. Lines are counted from 0 and include
/// their line feed; the last line may lack one.
public final class TextLines {
    private final String text;
    private final int[] starts;

    private TextLines(String text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    public static TextLines of(String text) {
        int[] starts = new int[64];
        int lines = 0;
        for (int at = 0; at < text.length(); at = end(text, at)) {
            if (lines == starts.length) {
                starts = Arrays.copyOf(starts, 2 * lines);
            }
            starts[lines++] = at;
        }
        return new TextLines(text, Arrays.copyOf(starts, lines));
    }

    private static int end(String text, int at) {
        int feed = text.indexOf('\n', at);
        return feed < 0 ? text.length() : feed + 1;
    }

    public int count() {
        return starts.length;
    }

    /// The text from one line up to another, exclusive.
    public String text(int from, int to) {
        return text.substring(start(from), start(to));
    }

    boolean same(int line, TextLines other, int otherLine) {
        int length = start(line + 1) - start(line);
        return length == other.start(otherLine + 1) - other.start(otherLine)
                && text.regionMatches(start(line), other.text, other.start(otherLine), length);
    }

    private int start(int line) {
        return line < starts.length ? starts[line] : text.length();
    }
}
