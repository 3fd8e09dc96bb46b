// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A configuration text and what to call it.
public record SourceText(String name, String text) {
    public static final String DEFAULT_FILE = "/etc/baro/baro.yaml";

    /// @param file a path, or `-` for the standard input
    public static SourceText read(String file) {
        if (file.equals("-")) {
            return ofStandardInput();
        }
        try {
            return new SourceText(file, Files.readString(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw unreadable(file, "no such file", e);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static SourceText ofStandardInput() {
        try {
            return new SourceText("stdin", new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreadable("stdin", "cannot be read: " + e.getMessage(), e);
        }
    }

    private static OperatorException unreadable(String file, String why, IOException cause) {
        return new OperatorException(ExitCode.CONFIG_INVALID, file + ": " + why, cause);
    }

    public String render(List<Problem> problems) {
        return ProblemText.render(name, text, problems);
    }
}
