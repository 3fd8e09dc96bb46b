// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.api.MetricsServer;
import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Placement;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.control.StartCheck;
import dev.baro.balancer.http.SocketFile;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.config.Reading;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Privileges;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "baro check --on-this-host",
        description = {
            "Check a configuration, and whether the daemon could start with it on this host.",
            "Changes nothing, and can be used while a daemon runs. Takes the options that baro run takes here."
        },
        versionProvider = RunCommand.VersionLine.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the daemon could start",
            "2:the command line is wrong",
            "3:the configuration is invalid, here or anywhere",
            "7:needs root, as a start does"
        })
final class HostCheckCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: ${DEFAULT-VALUE}")
    private Path file = Path.of(Settings.DEFAULT_CONFIG);

    @Option(names = "--on-this-host", required = true, description = "required; selects this check")
    @SuppressWarnings("UnusedVariable") // the launcher recognises this option and starts this program
    private boolean onThisHost;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table or json")
    private Form output = Form.table;

    /// The output format: for people, or for programs.
    enum Form {
        table,
        json
    }

    HostCheckCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Settings settings = options.settings(file);
        try {
            Privileges.requireBpf();
        } catch (DataplaneException e) {
            throw Daemon.refused("baro check --on-this-host", e);
        }
        ConfigFile.Contents read = new ConfigFile(file).read();
        Set<String> bound =
                read.reading().config().map(config -> StartCheck.served(settings, config)).orElse(Set.of()).stream()
                        .filter(this::isServed)
                        .collect(Collectors.toSet());
        ConfigFile.Contents tried = new StartCheck(settings, Daemon.hostName(), bound, List.of()).tried(read);
        switch (output) {
            case table -> print(tried, settings);
            case json ->
                out.println(Json.write(CheckResult.of(
                        tried.name(), tried.text(), tried.reading().problems())));
        }
        return tried.reading() instanceof Reading.Accepted ? 0 : ExitCode.CONFIG_INVALID;
    }

    /// Whether the running daemon is listening at this address. If so, it releases the address before
    /// the next daemon starts.
    private boolean isServed(String address) {
        return new SocketFile(options.socket()).answers() && MetricsServer.answers(address);
    }

    private void print(ConfigFile.Contents tried, Settings settings) {
        out.print(tried.problemText());
        tried.reading().config().ifPresent(config -> {
            Placement placement = Placement.of(config, settings, Daemon.hostName());
            out.println(tried.name() + ": valid; here it is balancer " + placement.balancer() + " on "
                    + String.join(", ", placement.interfaces()));
        });
    }
}
