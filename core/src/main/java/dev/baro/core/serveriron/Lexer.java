// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Secrets;
import dev.baro.core.config.TerminalPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a text into lines and words. Indentation has no meaning. A comment is kept as a line with one word,
/// because it ends a skipped block. The lexer removes prompts and secrets, and replaces typographic quotes.
final class Lexer {
    static final String COMMENT = "!";
    private static final String REMARK = "====>";

    private static final Pattern PROMPT = Pattern.compile("[\\s\ufeff]*" + TerminalPrompt.PATTERN);

    private static final String QUOTES = "\"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02";

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
            List<Word> words = new Lexer(i + 1, Secrets.masked(raw[i]), problems).words();
            if (!words.isEmpty()) {
                lines.add(new Line(words));
            }
        }
        return List.copyOf(lines);
    }

    private List<Word> words() {
        Matcher prompt = PROMPT.matcher(line);
        at = prompt.lookingAt() ? prompt.end() : 0;
        skipSpace(line.length());
        if (beginsComment()) {
            return List.of(new Word(COMMENT, number, at + 1));
        }
        int end = end();
        List<Word> words = new ArrayList<>();
        while (at < end && !beginsComment()) {
            words.add(isQuote(line.charAt(at)) ? quoted(end) : plain(end));
            skipSpace(end);
        }
        return words;
    }

    /// `!` and `#` begin a comment, either at the start of a line or after a space.
    private boolean beginsComment() {
        return at < line.length() && (line.charAt(at) == '!' || line.charAt(at) == '#');
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private int end() {
        int remark = line.indexOf(REMARK);
        if (remark < 0) {
            return line.length();
        }
        problems.note(
                new Word(REMARK, number, remark + 1),
                "ignored as a comment: " + line.substring(remark).strip(),
                "everything from ====> to the end of the line is a comment");
        return remark;
    }

    private Word quoted(int end) {
        int start = at;
        int close = start + 1;
        while (close < end && !isQuote(line.charAt(close))) {
            close++;
        }
        if (close >= end) {
            problems.error(
                    new Word("\"", number, start + 1),
                    "missing closing quote",
                    "end the text with \" on the same line");
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

    /// No-break spaces and a byte order mark appear in text copied from a web page.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff';
    }
}
