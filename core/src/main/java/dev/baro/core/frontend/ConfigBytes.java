// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Decodes a configuration file. The text is UTF-8. A ServerIron configuration may be in the encoding of the
/// editor used, because non-ASCII letters occur only in its comments.
///
/// @param text    the decoded text; if there is a problem, usable only for an excerpt
/// @param problem the reason why the file cannot be decoded
public record ConfigBytes(String text, Optional<Problem> problem) {
    /// The encoding that Korean editors use; some Java runtimes do not support it.
    private static final String KOREAN = "x-windows-949";

    private static final String SAVE = "save the file as UTF-8";

    public static ConfigBytes decode(byte[] bytes) {
        try {
            return new ConfigBytes(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    Optional.empty());
        } catch (CharacterCodingException _) {
            return otherwise(bytes); // this call reports the position, or tries another encoding
        }
    }

    /// Decodes a main file and its other files as one text. A ServerIron configuration has no other files.
    ///
    /// @param others the other files by name, relative to the directory of the main file
    public static ConfigBytes decode(byte[] main, SequencedMap<String, byte[]> others) {
        ConfigBytes first = decode(main);
        if (others.isEmpty() || ConfigFormat.detect(first.text()) == ConfigFormat.SERVERIRON) {
            return first;
        }
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        SequencedMap<String, Problem> problems = new LinkedHashMap<>();
        others.forEach((name, bytes) -> {
            ConfigBytes other = decode(bytes);
            texts.put(name, other.text());
            other.problem().ifPresent(problem -> problems.put(name, problem));
        });
        String whole = Bundle.join(first.text(), texts);
        Optional<Problem> ofOthers = Bundle.of(whole).pieces().stream()
                .flatMap(piece ->
                        Optional.ofNullable(problems.get(piece.name())).map(problem -> below(problem, piece)).stream())
                .findFirst();
        return new ConfigBytes(whole, first.problem().or(() -> ofOthers));
    }

    /// The text, if the whole file could be decoded.
    ///
    /// @throws IOException with the position of the failure
    public String textOrThrow() throws IOException {
        if (problem.isPresent()) {
            Bundle bundle = Bundle.of(text);
            Bundle.Place place = bundle.place(problem.get().line());
            String file = place.name().isEmpty() ? "" : place.name() + " ";
            throw new IOException(file + "line " + place.line() + ": "
                    + problem.get().what() + "; " + problem.get().fix());
        }
        return text;
    }

    private static Problem below(Problem problem, Bundle.Piece piece) {
        return Problem.error(problem.line() + piece.before(), problem.column(), problem.what(), problem.fix());
    }

    private static ConfigBytes otherwise(byte[] bytes) {
        String ascii = new String(bytes, StandardCharsets.ISO_8859_1);
        if (ConfigFormat.detect(ascii) == ConfigFormat.SERVERIRON) {
            Charset editor = Charset.isSupported(KOREAN) ? Charset.forName(KOREAN) : StandardCharsets.ISO_8859_1;
            return new ConfigBytes(new String(bytes, editor), Optional.empty());
        }
        return new ConfigBytes(new String(bytes, StandardCharsets.UTF_8), Optional.of(problem(bytes)));
    }

    private static Problem problem(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe) {
            return Problem.error(1, 1, "the file is UTF-16", SAVE);
        }
        int bad = firstBad(bytes);
        String before = new String(bytes, 0, bad, StandardCharsets.UTF_8);
        int begin = before.lastIndexOf('\n') + 1;
        return Problem.error(
                1 + (int) before.chars().filter(c -> c == '\n').count(),
                before.codePointCount(begin, before.length()) + 1,
                "byte 0x%02x is not UTF-8".formatted(bytes[bad] & 0xff),
                SAVE);
    }

    /// The index of the first undecodable byte.
    private static int firstBad(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length + 1), true);
        return result.isError() ? in.position() : bytes.length - 1;
    }
}
