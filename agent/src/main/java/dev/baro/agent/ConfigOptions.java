// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Problem.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Where the wish comes from: a file, or VIPs on the command line.
final class ConfigOptions {
    static final Path DEFAULT_FILE = Path.of("/etc/baro-agent/agent.yaml");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "What to serve (default: /etc/baro-agent/agent.yaml).")
    private @Nullable Path file;

    @Option(
            names = "--vip",
            paramLabel = "ADDRESS=DSCP[:PORT,PORT]|ADDRESS=ipip|ADDRESS=mac",
            description = {
                "Serve this VIP instead of those of a file; may be repeated.",
                "Examples: --vip 211.115.115.100=10:80,443 --vip 211.115.115.101=ipip"
            })
    private List<ServedVip> vips = new ArrayList<>();

    /// @param source the configuration as `agent.yaml`
    record Chosen(AgentConfig config, String source) {}

    /// @return what the options say, or the default file when it exists
    Optional<Chosen> chosen() {
        if (!vips.isEmpty()) {
            return Optional.of(fromVips());
        }
        return file == null && !Files.exists(DEFAULT_FILE) ? Optional.empty() : Optional.of(fromFile());
    }

    /// @throws AgentException when there is nothing to go by
    Chosen required() {
        return chosen().orElseThrow(() -> new AgentException(
                AgentException.INVALID,
                "there is no " + DEFAULT_FILE + ": write it, name another with --config, or give --vip ADDRESS=DSCP"));
    }

    /// What the options say, or the default file, or what was applied last.
    ///
    /// @throws AgentException when there is nothing of these
    Chosen chosenOrLast(MemoryFile memory) {
        return chosen().or(() -> {
                    Memory last = memory.read();
                    return last.appliedConfig().map(config -> new Chosen(config, last.applied()));
                })
                .orElseThrow(() -> new AgentException(
                        AgentException.INVALID,
                        "there is no " + DEFAULT_FILE + " and nothing was applied here: write it, name another with"
                                + " --config, or give --vip ADDRESS=DSCP"));
    }

    /// These options again, for a command that a person types.
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (file != null) {
            words.addAll(List.of("--config", file.toString()));
        }
        vips.forEach(vip -> words.addAll(List.of("--vip", vip.word())));
        return words;
    }

    private Chosen fromVips() {
        if (file != null) {
            throw new ParameterException(spec().commandLine(), "--config and --vip exclude each other");
        }
        AgentConfig config = accepted(AgentConfigReader.of(vips), "--vip", "");
        return new Chosen(config, config.yaml());
    }

    private Chosen fromFile() {
        Path path = file == null ? DEFAULT_FILE : file;
        try {
            String text = Files.readString(path);
            return new Chosen(accepted(AgentConfigReader.read(text), path.toString(), text), text);
        } catch (NoSuchFileException e) {
            throw new AgentException(AgentException.INVALID, "there is no " + path, e);
        } catch (IOException e) {
            throw new AgentException(AgentException.INVALID, "read " + path + ": " + e.getMessage(), e);
        }
    }

    private AgentConfig accepted(AgentReading reading, String name, String text) {
        return switch (reading) {
            case AgentReading.Accepted(AgentConfig config, List<Problem> warnings) -> {
                print(warnings, name, text);
                yield config;
            }
            case AgentReading.Refused(List<Problem> problems) -> {
                print(problems, name, text);
                long errors = problems.stream()
                        .filter(p -> p.severity() == Severity.ERROR)
                        .count();
                throw new AgentException(
                        AgentException.INVALID,
                        errors + (errors == 1 ? " error" : " errors") + " in " + name + ", nothing was changed");
            }
        };
    }

    private void print(List<Problem> problems, String name, String text) {
        PrintWriter err = spec().commandLine().getErr();
        problems.forEach(p -> err.print(shown(p, name, text)));
        err.flush();
    }

    /// `FILE:LINE:COLUMN: what`, the line of the file, and below the place how to mend it.
    static String shown(Problem problem, String name, String text) {
        String severity = problem.severity() == Severity.ERROR
                ? ""
                : problem.severity().name().toLowerCase(Locale.ROOT) + ": ";
        if (problem.line() == 0) {
            return "%s: %s%s%n    %s%n".formatted(name, severity, problem.what(), problem.mend());
        }
        String line = text.lines().skip(problem.line() - 1L).findFirst().orElse("");
        return "%s:%d:%d: %s%s%n%5d | %s%n      | %s^ %s%n"
                .formatted(
                        name,
                        problem.line(),
                        problem.column(),
                        severity,
                        problem.what(),
                        problem.line(),
                        line,
                        " ".repeat(problem.column() - 1),
                        problem.mend());
    }

    private CommandSpec spec() {
        return java.util.Objects.requireNonNull(spec, "picocli sets it");
    }
}
