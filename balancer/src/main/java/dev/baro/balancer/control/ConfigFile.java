// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigBytes;
import dev.baro.core.frontend.ConfigReader;
import dev.baro.core.frontend.ConfigText;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The daemon's configuration file. The cost of a reload depends only on its changes.
public final class ConfigFile {

    /// The size of the largest file that a configuration front end reads.
    private static final int MAX_BYTES = 4 << 20;

    private final Path path;
    private final ConfigReader reader = new ConfigReader();

    public ConfigFile(Path path) {
        this.path = path;
    }

    /// The content of the file when it was read.
    ///
    /// @param text the text; empty if the file was unreadable, in which case that is the only problem
    public record Contents(String name, String text, Reading<Config> reading) {

        /// Lists every problem with its line number, for an operator.
        public String problemText() {
            return ProblemText.render(name, text, reading.problems());
        }

        /// The warnings, each on one line.
        public List<String> warnings() {
            return lines(Problem.Severity.WARNING).toList();
        }

        /// Shows the first error and the number of errors, on one line.
        public String errors() {
            List<String> errors = lines(Problem.Severity.ERROR).toList();
            return switch (errors.size()) {
                case 0 -> "";
                case 1 -> errors.getFirst();
                default ->
                    "%s (the first of %d errors; all of them: baro check %s)"
                            .formatted(errors.getFirst(), errors.size(), name);
            };
        }

        private Stream<String> lines(Problem.Severity severity) {
            return reading.problems().stream()
                    .filter(p -> p.severity() == severity)
                    .map(this::placed)
                    .map(p -> where(p) + p.what() + "; " + p.fix());
        }

        /// A problem with its position in its file.
        ///
        /// @param file the file's name; empty for the main file
        record Located(String file, int line, String what, String fix) {}

        Located placed(Problem problem) {
            Bundle bundle = Bundle.of(text);
            Bundle.Place place = bundle.place(problem.line());
            return new Located(
                    place.name(),
                    place.line(),
                    bundle.located(problem.what(), place.name()),
                    bundle.located(problem.fix(), place.name()));
        }

        private static String where(Located problem) {
            String line = problem.line() == 0 ? "" : "line " + problem.line();
            String whole = problem.file() + (problem.file().isEmpty() || line.isEmpty() ? "" : " ") + line;
            return whole.isEmpty() ? "" : whole + ": ";
        }
    }

    /// The name by which messages refer to the file.
    public String name() {
        return path.toString();
    }

    /// Reads a stored text as if it were the file's content.
    ///
    /// @param name the file's name in messages
    public static Contents kept(String name, String text) {
        return new Contents(name, text, ConfigText.read(text));
    }

    /// The current text of the main file and its other files, valid or not; empty if the
    /// main file is unreadable.
    public Optional<String> text() {
        try {
            return Optional.of(decoded().text());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ConfigBytes decoded() throws IOException {
        return ConfigBytes.decode(
                RegularFile.bytes(path, MAX_BYTES), RegularFile.besides(path, others(), Bundle::takes, MAX_BYTES));
    }

    /// The name of the directory that holds the other files.
    private String others() {
        return Bundle.directory(String.valueOf(path.getFileName()));
    }

    /// A value that changes whenever any of the files changes; empty if the main file does not exist.
    public String stamp() {
        try {
            StringBuilder stamp = new StringBuilder(stamp(path));
            Path beside = path.resolveSibling(others());
            if (!others().isEmpty() && Files.isDirectory(beside)) {
                try (Stream<Path> files = Files.list(beside)) {
                    for (Path file : files.sorted().toList()) {
                        stamp.append(file).append(stamp(file));
                    }
                }
            }
            return stamp.toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return " " + now.fileKey() + " " + now.lastModifiedTime() + " " + now.size();
    }

    public Contents read() {
        String name = path.toString();
        try {
            ConfigBytes decoded = decoded();
            Reading<Config> reading = decoded.problem()
                    .<Reading<Config>>map(problem -> new Reading.Refused<>(List.of(problem)))
                    .orElseGet(() -> reader.read(decoded.text()));
            return new Contents(name, decoded.text(), reading);
        } catch (NoSuchFileException e) {
            return unreadable("no such file", "name the file with --config");
        } catch (RegularFile.UnsuitableException e) {
            return unreadable(
                    "not a configuration: " + e.getMessage(), "name a regular file of at most 4 MiB with --config");
        } catch (IOException e) {
            return unreadable("cannot read the file: " + e.getMessage(), "make it readable for the daemon");
        }
    }

    /// Parses this text as if it replaced the content of the main file and its other files.
    Contents of(String text) {
        Bundle bundle = Bundle.of(text);
        Optional<String> obstacle = bundle.obstacle(String.valueOf(path.getFileName()));
        if (obstacle.isPresent()) {
            String fix = "start the daemon with a file whose name ends in .yaml, like the other files";
            return new Contents(
                    path.toString(), text, new Reading.Refused<>(List.of(Problem.error(0, 0, obstacle.get(), fix))));
        }
        String own = bundle.in(others());
        return new Contents(path.toString(), own, ConfigText.read(own));
    }

    /// Replaces the main file and its other files with a text.
    ///
    /// @param text a text from [#of(String)]
    /// @throws IOException if the text cannot be written; the files are then unchanged
    Replacement replace(String text) throws IOException {
        return text().filter(text::equals).isPresent()
                ? Replacement.NONE
                : Replacement.by(path, others(), Bundle.of(text));
    }

    /// The reason why [#replace(String)] could not write the text; empty if none is apparent.
    public String obstacleToReplace(String text) {
        try {
            return text().filter(text::equals).isPresent() ? "" : Replacement.obstacle(path, others(), Bundle.of(text));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Contents unreadable(String what, String fix) {
        return new Contents(path.toString(), "", new Reading.Refused<>(List.of(Problem.error(0, 0, what, fix))));
    }
}
