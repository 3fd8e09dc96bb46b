// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.SourceLines;
import dev.baro.core.config.Words;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Says in the reader's terms why a text is not YAML.
final class SyntaxMessage {
    /// @param sign a part of what the parser says
    private record Known(String sign, String what, String fix) {}

    /// The first that fits is taken. `%d` is the line where the unfinished thing began.
    private static final List<Known> KNOWN = List.of(
            new Known("'\\t(TAB)'", "a tab where YAML wants spaces", "indent with spaces"),
            new Known(
                    "mapping values are not allowed",
                    "a second \": \" in one value",
                    "put the value in quotes, or check the indentation of this line"),
            new Known("unexpected end of stream", "a quoted text does not end", "add the closing quote"),
            new Known("expected ',' or ']'", "a list does not end", "write , or ] here; [ is on line %d"),
            new Known("expected ',' or '}'", "a mapping does not end", "write , or } here; { is on line %d"),
            new Known("but found ']'", "a bracket that was not opened", "remove it, or open it before"),
            new Known("but found '}'", "a bracket that was not opened", "remove it, or open it before"),
            new Known("could not find expected ':'", "a line without a colon", "write key: value"),
            new Known(
                    "expected <block end>",
                    "the line does not fit the lines above",
                    "begin it in the same column as its neighbours, which begin on line %d"),
            new Known("cannot start any token", "a value cannot begin with this character", "put it in quotes"),
            new Known(
                    "unknown escape character",
                    "an unknown escape in a quoted text",
                    "use single quotes, or write \\\\ for a backslash"));

    private SyntaxMessage() {}

    static Problem of(YamlEngineException failure, String text) {
        return switch (failure) {
            case MarkedYamlEngineException marked -> marked(marked);
            case ReaderException reader -> unprintable(reader, text);
            default ->
                Problem.error(0, 0, "not YAML 1.2: " + Words.shortened(said(failure)), "see yaml.org/spec/1.2.2");
        };
    }

    private static Problem marked(MarkedYamlEngineException failure) {
        String said = Objects.requireNonNullElse(failure.getProblem(), "unreadable");
        // What runs to the end of the file is best seen where it begins.
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
                known.map(k -> k.fix().formatted(begun)).orElse("look at this line and the one above"));
    }

    /// Looks for the character itself: the reader's position counts code points here and `char`s there.
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
                "remove it; it cannot be seen in most editors");
    }

    private static String said(YamlEngineException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }
}
