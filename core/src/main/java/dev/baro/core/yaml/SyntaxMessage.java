// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.SourceLines;
import dev.baro.core.config.Words;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Explains in the user's terms why a text is not YAML.
final class SyntaxMessage {
    /// @param sign a part of the parser's message
    private record Known(String sign, String what, String fix) {}

    /// The known messages, of which the first match is used. `%d` is the line where
    /// the unfinished construct began.
    private static final List<Known> KNOWN = List.of(
            new Known("'\\t(TAB)'", "a tab where YAML requires spaces", "indent with spaces"),
            new Known(
                    "mapping values are not allowed",
                    "a second \": \" in the same value",
                    "write each key and its value on a separate line; \": \" is only allowed inside quoted text"),
            new Known("unexpected end of stream", "a quoted string does not end", "add the closing quote"),
            new Known("expected ',' or ']'", "a list does not end", "write , or ] here; [ is on line %d"),
            new Known("expected ',' or '}'", "a mapping does not end", "write , or } here; { is on line %d"),
            new Known(
                    "but found ']'",
                    "a closing bracket without an opening one",
                    "remove it, or add the opening" + " bracket"),
            new Known(
                    "but found '}'",
                    "a closing bracket without an opening one",
                    "remove it, or add the opening" + " bracket"),
            new Known("could not find expected ':'", "the line has no colon", "write key: value"),
            new Known(
                    "expected <block end>",
                    "the line does not fit the lines above",
                    "start it in the same column as its neighbours, which start on line %d"),
            new Known(
                    "cannot start any token",
                    "a value cannot begin with this character",
                    "remove it, or put the string in quotes"),
            new Known(
                    "unknown escape character",
                    "an unknown escape in a quoted string",
                    "use single quotes, or write \\\\ for a backslash"));

    private SyntaxMessage() {}

    static Problem of(YamlEngineException failure, String text) {
        return switch (failure) {
            case MarkedYamlEngineException marked -> line(marked, text).orElseGet(() -> marked(marked));
            case ReaderException reader -> unprintable(reader, text);
            default ->
                Problem.error(0, 0, "not YAML 1.2: " + Words.shortened(said(failure)), "see yaml.org/spec/1.2.2");
        };
    }

    /// Finds the line with the mistake: if a colon or the space after it is missing, the parser fails only
    /// on a later line.
    private static Optional<Problem> line(MarkedYamlEngineException failure, String text) {
        String said = Objects.requireNonNullElse(failure.getProblem(), "");
        boolean ofColon =
                said.contains("mapping values are not allowed") || said.contains("could not find expected ':'");
        return failure.getProblemMark()
                .filter(_ -> ofColon)
                .flatMap(mark -> UnfinishedKey.near(
                        SourceLines.split(text), Position.of(mark).line()));
    }

    private static Problem marked(MarkedYamlEngineException failure) {
        String said = Objects.requireNonNullElse(failure.getProblem(), "unreadable");
        // For a construct that runs to the end of the file, its beginning is the best position.
        boolean endless = said.contains("unexpected end of stream");
        Position at = (endless ? failure.getContextMark() : failure.getProblemMark())
                .or(failure::getContextMark)
                .map(Position::of)
                .orElse(Position.START);
        int begun = failure.getContextMark().map(Position::of).orElse(at).line();
        Optional<Known> known =
                KNOWN.stream().filter(k -> said.contains(k.sign())).findFirst();
        return Problem.error(
                at.line(),
                at.column(),
                known.map(Known::what).orElse("not YAML: " + Words.shortened(said)),
                known.map(k -> k.fix().formatted(begun)).orElse("check this line and the line above"));
    }

    /// Searches for the character itself, because the YAML reader counts positions inconsistently, in code
    /// points or in `char`s.
    private static Problem unprintable(ReaderException failure, String text) {
        int index = 0;
        while (index < text.length() && StreamReader.isPrintable(text.codePointAt(index))) {
            index += Character.charCount(text.codePointAt(index));
        }
        List<String> before = SourceLines.split(text.substring(0, index));
        String line = before.getLast();
        return Problem.error(
                before.size(),
                line.codePointCount(0, line.length()) + 1,
                "character U+%04X is not allowed".formatted(failure.getCodePoint()),
                "remove it; most editors do not show it");
    }

    private static String said(YamlEngineException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    /// Finds the faulty line. The parser fails only on a later line, because it treats a key without its colon
    /// as a multi-line string.
    private static final class UnfinishedKey {
        private static final Pattern NO_COLON = Pattern.compile("( *)([A-Za-z0-9][A-Za-z0-9._-]*) +[^\\s:#-][^:]*");

        /// A key whose value begins directly after the colon.
        private static final Pattern NO_SPACE =
                Pattern.compile("( *)(?:([A-Za-z][A-Za-z-]*):[^\\s:].*|([A-Za-z0-9][A-Za-z0-9._-]*):[\\[{\"'].*)");

        private static final Pattern KEY = Pattern.compile("( *)(?:[A-Za-z0-9\"'][^:]*|\\S+):(?: .*)?");

        /// The maximum distance between the faulty line and the failure, because there may be comments
        /// between these two lines.
        private static final int ABOVE = 20;

        /// @param failed the line at which the parser gave up, 1-based
        static Optional<Problem> near(List<String> lines, int failed) {
            int last = Math.min(failed, lines.size());
            for (int line = last; line > 0 && line >= last - ABOVE; line--) {
                String text = lines.get(line - 1);
                if (text.isBlank() || text.stripLeading().startsWith("#")) {
                    continue;
                }
                Optional<Problem> found = at(lines, line);
                if (found.isPresent() || line < last) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private static Optional<Problem> at(List<String> lines, int line) {
            String text = lines.get(line - 1).stripTrailing();
            Matcher space = NO_SPACE.matcher(text);
            if (space.matches() && hasNeighbour(lines, line, space.group(1))) {
                String key = space.group(2) == null ? space.group(3) : space.group(2);
                return Optional.of(Problem.error(
                        line,
                        space.group(1).length() + 1,
                        "a space is missing after %s:".formatted(key),
                        "write %s: %s".formatted(key, text.substring(text.indexOf(':') + 1))));
            }
            Matcher colon = NO_COLON.matcher(text);
            if (colon.matches() && hasNeighbour(lines, line, colon.group(1))) {
                String key = colon.group(2);
                return Optional.of(Problem.error(
                        line,
                        colon.group(1).length() + 1,
                        "a colon and a space are missing after %s".formatted(key),
                        "write %s: %s"
                                .formatted(
                                        key,
                                        text.strip().substring(key.length()).strip())));
            }
            return Optional.empty();
        }

        /// Whether an adjacent line has, in the same column, a key with a value.
        private static boolean hasNeighbour(List<String> lines, int line, String indentation) {
            return isKey(lines, line + 1, 1, indentation) || isKey(lines, line - 1, -1, indentation);
        }

        private static boolean isKey(List<String> lines, int from, int step, String indentation) {
            for (int at = from; at > 0 && at <= lines.size(); at += step) {
                String text = lines.get(at - 1).stripTrailing();
                if (text.isBlank() || text.stripLeading().startsWith("#")) {
                    continue;
                }
                Matcher key = KEY.matcher(text);
                return key.matches() && key.group(1).equals(indentation);
            }
            return false;
        }

        private UnfinishedKey() {}
    }
}
