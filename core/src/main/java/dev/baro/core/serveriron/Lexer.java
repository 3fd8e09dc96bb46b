// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.ArrayList;
import java.util.List;

/// Cuts a text into lines and words. Indentation means nothing; a comment stays as a line of one word, because it ends
/// a block that is not read.
final class Lexer {
    static final String COMMENT = "!";
    private static final String REMARK = "====>";

    private final int number;
    private final String line;
    private final Problems problems;
    private int at;

    private Lexer(int number, String line, Problems problems) {
        this.number = number;
        this.line = line;
        this.problems = problems;
    }

    static List<Line> lines(String text, Problems problems) {
        List<Line> lines = new ArrayList<>();
        String[] raw = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < raw.length; i++) {
            List<Word> words = new Lexer(i + 1, raw[i], problems).words();
            if (!words.isEmpty()) {
                lines.add(new Line(words));
            }
        }
        return List.copyOf(lines);
    }

    private List<Word> words() {
        skipSpace(line.length());
        if (line.startsWith(COMMENT, at)) {
            return List.of(new Word(COMMENT, number, at + 1));
        }
        int end = end();
        List<Word> words = new ArrayList<>();
        while (at < end) {
            words.add(line.charAt(at) == '"' ? quoted(end) : plain(end));
            skipSpace(end);
        }
        return words;
    }

    private int end() {
        int remark = line.indexOf(REMARK);
        if (remark < 0) {
            return line.length();
        }
        problems.note(
                new Word(REMARK, number, remark + 1),
                "left out as a remark: " + line.substring(remark).strip(),
                "everything from ====> to the end of the line is for the reader");
        return remark;
    }

    private Word quoted(int end) {
        int start = at;
        int close = line.indexOf('"', start + 1);
        if (close < 0 || close >= end) {
            problems.error(
                    new Word("\"", number, start + 1), "quote without an end", "end the text with \" on the same line");
            close = end;
        }
        at = Math.min(end, close + 1);
        return new Word(line.substring(start + 1, close), number, start + 1);
    }

    private Word plain(int end) {
        int start = at;
        while (at < end && !isSpace(line.charAt(at))) {
            at++;
        }
        return new Word(line.substring(start, at), number, start + 1);
    }

    private void skipSpace(int end) {
        while (at < end && isSpace(line.charAt(at))) {
            at++;
        }
    }

    /// No-break spaces and a byte order mark come along when a text is copied from a page.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff';
    }
}
