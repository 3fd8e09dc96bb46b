// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.AgentConfigReader;
import dev.baro.agent.config.AllowedVips;
import dev.baro.agent.config.BalancerView;
import dev.baro.agent.config.DsrText;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedState;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigBytes;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.model.RealServer;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The source of the desired state: this server's file, the balancers' file, dsrtools files, or VIPs
/// on the command line.
final class SourceOptions {
    static final Path DEFAULT_FILE = Path.of("/etc/baro-agent/agent.yaml");
    /// The maximum size of a file that a configuration front end reads.
    private static final int MAX_BYTES = 4 << 20;

    private static final Path BALANCERS_FILE = Path.of("/etc/baro/baro.yaml");
    private static final Path ALLOW_FILE = Path.of("/etc/baro-agent/allowed-vips");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "The configuration file (default: /etc/baro-agent/agent.yaml).",
                "With --for: the balancers' file, YAML or ServerIron (default: /etc/baro/baro.yaml)."
            })
    private @Nullable Path file;

    @Option(
            names = "--for",
            paramLabel = "SERVER",
            description = {
                "Serve the VIPs of this real server in the balancers' file.",
                "Repeat it for each other name of this host in that file, such as the name of its IPv6 address."
            })
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--dsr-d",
            paramLabel = "DIRECTORY",
            arity = "0..1",
            fallbackValue = "/etc/dsr.d",
            description = "Serve the VIPs in the *.conf files of dsrtools (without a value: /etc/dsr.d).")
    private @Nullable Path dsrDirectory;

    @Option(
            names = "--vip",
            paramLabel = "ADDRESS=DSCP[:PORT,PORT]|ADDRESS=ipip|ADDRESS=mac",
            description = {
                "Serve this VIP instead of those of a file; may be repeated.",
                "Examples: --vip 211.115.115.100=10:80,443 --vip 211.115.115.101=ipip"
            })
    private List<ServedVip> vips = new ArrayList<>();

    @Option(
            names = "--allow-file",
            paramLabel = "FILE",
            description = "File of VIP prefixes allowed on this server, if it exists (default: ${DEFAULT-VALUE}).")
    private Path allowFile = ALLOW_FILE;

    /// @param source the configuration in the form of `agent.yaml`
    record Chosen(AgentConfig config, String source) {}

    /// @return the configuration from the options, or the default file if it exists
    Optional<Chosen> chosen() {
        refuseTwoSources();
        if (!vips.isEmpty()) {
            return Optional.of(remembered(accepted(AgentConfigReader.of(vips), "--vip", "")));
        }
        if (dsrDirectory != null) {
            return Optional.of(remembered(fromDsrtools(dsrDirectory)));
        }
        if (!servers.isEmpty()) {
            return Optional.of(remembered(fromBalancers(balancersFile())));
        }
        return file == null && !Files.exists(DEFAULT_FILE) ? Optional.empty() : Optional.of(fromFile());
    }

    /// @throws OperatorException if no source is given
    Chosen required() {
        return chosen().orElseThrow(() -> new OperatorException(
                ExitCode.CONFIG_INVALID,
                "there is no " + DEFAULT_FILE + ": create it, name another with --config, or use --vip ADDRESS=DSCP"));
    }

    /// The configuration from the options, the default file, or the last apply.
    ///
    /// @throws OperatorException if none of these exists
    Chosen chosenOrLast(AppliedStateFile memory) {
        return chosen().or(() -> {
                    AppliedState last = memory.read();
                    last.appliedConfig()
                            .ifPresent(config -> refuse(
                                    AllowedVips.read(allowFile).problems(config),
                                    "the last applied configuration",
                                    ""));
                    return last.appliedConfig().map(config -> new Chosen(config, last.applied()));
                })
                .orElseThrow(() -> new OperatorException(
                        ExitCode.CONFIG_INVALID,
                        "there is no " + DEFAULT_FILE + " and nothing was applied here: create it, name another with"
                                + " --config, or use --vip ADDRESS=DSCP"));
    }

    /// These options as they would be typed on a command line.
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (file != null) {
            words.addAll(List.of("--config", file.toString()));
        }
        servers.forEach(server -> words.addAll(List.of("--for", server)));
        if (dsrDirectory != null) {
            words.addAll(List.of("--dsr-d", dsrDirectory.toString()));
        }
        vips.forEach(vip -> words.addAll(List.of("--vip", vip.word())));
        if (!allowFile.equals(ALLOW_FILE)) {
            words.addAll(List.of("--allow-file", allowFile.toString()));
        }
        return words;
    }

    private void refuseTwoSources() {
        List<String> given = Stream.of(
                        file == null || !servers.isEmpty() ? "" : "--config",
                        servers.isEmpty() ? "" : "--for",
                        dsrDirectory == null ? "" : "--dsr-d",
                        vips.isEmpty() ? "" : "--vip")
                .filter(option -> !option.isEmpty())
                .toList();
        if (given.size() > 1) {
            throw new ParameterException(spec().commandLine(), String.join(" and ", given) + " are mutually exclusive");
        }
    }

    private Chosen fromFile() {
        Path path = file == null ? DEFAULT_FILE : file;
        String text = text(path);
        return new Chosen(accepted(AgentConfigReader.read(text), path.toString(), text), text);
    }

    /// The VIPs of each real server in the balancers' file, by server name in file order. The allowed prefixes
    /// of this host do not apply to other hosts, and are ignored.
    Map<String, AgentConfig> ofEveryServer() {
        if (!servers.isEmpty() || dsrDirectory != null || !vips.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "--all covers every server of one file: --config FILE");
        }
        Path path = balancersFile();
        Config config = balancers(path);
        Map<String, AgentConfig> all = new LinkedHashMap<>();
        for (RealServer server : config.servers()) {
            AgentConfig view = BalancerView.of(config, List.of(server.name()), path.toString());
            Reading<AgentConfig> reading = AgentConfigReader.checked(view);
            refuse(reading.problems(), server.name() + " of " + path, "");
            all.put(server.name(), view);
        }
        return all;
    }

    /// The balancers' file that was selected, or the default one, whether or not it is needed.
    Path balancersFile() {
        return file == null ? BALANCERS_FILE : file;
    }

    private Config balancers(Path path) {
        String text = read(
                path,
                () -> ConfigBytes.decode(
                                RegularFile.bytes(path, MAX_BYTES),
                                RegularFile.besides(
                                        path,
                                        Bundle.directory(path.getFileName().toString()),
                                        Bundle::takes,
                                        MAX_BYTES))
                        .textOrThrow());
        Reading<Config> reading = ConfigText.read(text);
        return reading.config().orElseThrow(() -> refusal(reading.problems(), path.toString(), text));
    }

    private AgentConfig fromBalancers(Path path) {
        Config config = balancers(path);
        AgentConfig view = BalancerView.of(config, servers, path.toString());
        if (view.vips().isEmpty()) {
            spec().commandLine().getErr().println(path + " has no VIP for " + String.join(", ", servers));
        }
        return accepted(AgentConfigReader.checked(view), path.toString(), "");
    }

    private AgentConfig fromDsrtools(Path directory) {
        List<ServedVip> served = new ArrayList<>();
        for (Path conf : confFiles(directory)) {
            String text = text(conf);
            DsrText read = DsrText.parse(text);
            refuse(read.problems(), conf.toString(), text);
            served.addAll(read.vips());
        }
        return accepted(AgentConfigReader.of(served), directory.toString(), "");
    }

    private static List<Path> confFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new OperatorException(ExitCode.CONFIG_INVALID, "there is no directory " + directory, e);
        }
    }

    private static String text(Path path) {
        return read(path, () -> RegularFile.text(path, MAX_BYTES));
    }

    private interface Text {
        String read() throws IOException;
    }

    private static String read(Path path, Text text) {
        try {
            return text.read();
        } catch (NoSuchFileException e) {
            throw new OperatorException(ExitCode.CONFIG_INVALID, "there is no " + path, e);
        } catch (IOException e) {
            throw new OperatorException(ExitCode.CONFIG_INVALID, "read " + path + ": " + e.getMessage(), e);
        }
    }

    private static Chosen remembered(AgentConfig config) {
        return new Chosen(config, config.yaml());
    }

    private AgentConfig accepted(Reading<AgentConfig> reading, String name, String text) {
        AgentConfig config = reading.config().orElseThrow(() -> refusal(reading.problems(), name, text));
        List<Problem> refused = AllowedVips.read(allowFile).problems(config);
        refuse(Stream.concat(reading.problems().stream(), refused.stream()).toList(), name, text);
        return config;
    }

    /// Prints all problems, and refuses the configuration if one of them is an error.
    private void refuse(List<Problem> problems, String name, String text) {
        if (problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
            throw refusal(problems, name, text);
        }
        print(problems, name, text);
    }

    private OperatorException refusal(List<Problem> problems, String name, String text) {
        print(problems, name, text);
        return new OperatorException(ExitCode.CONFIG_INVALID, name + " is invalid, nothing was changed");
    }

    private void print(List<Problem> problems, String name, String text) {
        PrintWriter err = spec().commandLine().getErr();
        err.print(ProblemText.render(name, text, problems));
        err.flush();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
