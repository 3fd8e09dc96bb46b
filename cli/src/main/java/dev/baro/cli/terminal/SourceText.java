// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Bundle;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import dev.baro.core.frontend.ConfigBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A configuration text and its name.
public record SourceText(String name, String text) {
    public static final String DEFAULT_FILE = "/etc/baro/baro.yaml";

    /// The maximum size of a text for the front ends.
    private static final int MAX_BYTES = 4 << 20;

    /// The paths that a shell passes for `<(command)`, and the paths of standard input: these
    /// pipes have a writer.
    private static final Pattern DESCRIPTOR = Pattern.compile("/dev/(stdin|fd/[0-9]+)|/proc/self/fd/[0-9]+");

    /// @param file a path, or `-` for the standard input
    public static SourceText read(String file) {
        if (file.equals("-")) {
            return ofStandardInput();
        }
        try {
            Path path = Path.of(file);
            if (Files.exists(path)
                    && !Files.isRegularFile(path)
                    && !DESCRIPTOR.matcher(file).matches()) {
                throw new OperatorException(
                        ExitCode.CONFIG_INVALID, file + ": not a regular file; to read from a pipe, name it -");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return new SourceText(file, text(file, in, others(path)));
            }
        } catch (NoSuchFileException e) {
            throw unreadable(file, "no such file", e);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static SourceText ofStandardInput() {
        try {
            return new SourceText("stdin", text("stdin", System.in, new TreeMap<>()));
        } catch (IOException e) {
            throw unreadable("stdin", "cannot be read: " + e.getMessage(), e);
        }
    }

    /// The content of the other files that belong to a main file, by name.
    private static SortedMap<String, byte[]> others(Path main) throws IOException {
        String name = Bundle.directory(main.getFileName().toString());
        Path directory = main.resolveSibling(name.isEmpty() ? "." : name);
        SortedMap<String, byte[]> others = new TreeMap<>();
        if (name.isEmpty() || !Files.isDirectory(directory)) {
            return others;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> Bundle.takes(file.getFileName().toString()) && Files.isRegularFile(file))) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    others.put(name + "/" + file.getFileName(), in.readNBytes(MAX_BYTES + 1));
                }
            }
        }
        return others;
    }

    private static String text(String name, InputStream in, SortedMap<String, byte[]> others) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID, name + ": larger than 4 MiB; is this a Baro configuration?");
        }
        ConfigBytes decoded = ConfigBytes.decode(bytes, others);
        if (decoded.problem().isPresent()) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    ProblemText.render(
                            name, decoded.text(), List.of(decoded.problem().get())));
        }
        return decoded.text();
    }

    private static OperatorException unreadable(String file, String why, IOException cause) {
        return new OperatorException(ExitCode.CONFIG_INVALID, file + ": " + why, cause);
    }

    public String render(List<Problem> problems) {
        return ProblemText.render(name, text, problems);
    }
}
