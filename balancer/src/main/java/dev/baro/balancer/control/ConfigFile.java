// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigBytes;
import dev.baro.core.frontend.ConfigReader;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The file that the daemon was started with. Reading it again costs what has changed in it.
public final class ConfigFile {

    /// As much as a front end reads.
    private static final int MAX_BYTES = 4 << 20;

    private final Path path;
    private final ConfigReader reader = new ConfigReader();

    public ConfigFile(Path path) {
        this.path = path;
    }

    /// What the file says now.
    ///
    /// @param text empty when it could not be read, which is then the only problem
    public record Contents(String name, String text, Reading<Config> reading) {

        /// Every problem with its line, as an operator reads it.
        public String problemText() {
            return ProblemText.render(name, text, reading.problems());
        }

        /// Each warning in one line.
        public List<String> warnings() {
            return lines(Problem.Severity.WARNING).toList();
        }

        /// The first error in one line, and how many there are.
        String errors() {
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

        /// A problem in the words of the file that it is in.
        ///
        /// @param file empty for the main one
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

    public Contents read() {
        String name = path.toString();
        try {
            String others = Bundle.directory(path.getFileName().toString());
            ConfigBytes decoded = ConfigBytes.decode(
                    RegularFile.bytes(path, MAX_BYTES), RegularFile.besides(path, others, Bundle::takes, MAX_BYTES));
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

    private Contents unreadable(String what, String fix) {
        return new Contents(path.toString(), "", new Reading.Refused<>(List.of(Problem.error(0, 0, what, fix))));
    }
}
