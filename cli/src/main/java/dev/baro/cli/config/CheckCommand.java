// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.SourceText;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.plan.KernelMemory;
import dev.baro.core.writer.YamlText;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "check", description = "Check a configuration. Needs neither a daemon nor root.")
public final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "- is the standard input; default: ${DEFAULT-VALUE}")
    private String file = SourceText.DEFAULT_FILE;

    @Option(names = "--effective", description = "print the configuration with every default, as YAML")
    private boolean effective;

    @Option(
            names = "--on-this-host",
            description = "also test what a start needs, as root: baro check --on-this-host --help")
    private boolean onThisHost;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        if (onThisHost) {
            throw new OperatorException(
                    ExitCode.USAGE,
                    "baro: check --on-this-host is a separate program; start it as: baro check --on-this-host");
        }
        SourceText source = SourceText.read(file);
        Reading<Config> reading = ConfigText.read(source.text());
        switch (output.format()) {
            case TABLE -> print(source, reading);
            case JSON -> out().println(Json.write(CheckResult.of(source.name(), source.text(), reading.problems())));
        }
        return reading instanceof Reading.Accepted ? 0 : ExitCode.CONFIG_INVALID;
    }

    /// Prints the problems to standard output, unless the effective configuration is printed there.
    private void print(SourceText source, Reading<Config> reading) {
        PrintStream forProblems = effective ? terminal().err() : out();
        forProblems.print(source.render(reading.problems()));
        if (reading instanceof Reading.Accepted(Config config, var _)) {
            if (effective) {
                out().print(YamlText.effective(config));
            } else {
                out().println(source.name() + others(source.text()) + ": valid: " + summary(config));
            }
        }
    }

    private static String others(String text) {
        int others = Bundle.of(text).pieces().size() - 1;
        return others == 0 ? "" : " and " + count(others, "file") + " beside it";
    }

    private static String summary(Config config) {
        return count(config.vips().size(), "VIP") + ", "
                + count(config.servers().size(), "real server") + ", "
                + count(config.balancers().size(), "balancer") + "; " + memory(config);
    }

    /// The amount of kernel memory that a configuration needs.
    private static String memory(Config config) {
        KernelMemory memory = KernelMemory.of(config);
        return "session table " + Amount.bytes(memory.sessionTable()) + " for " + config.maxSessions()
                + " sessions, rings " + Amount.bytes(memory.rings());
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private PrintStream out() {
        return terminal().out();
    }

    private Terminal terminal() {
        return java.util.Objects.requireNonNull(baro).terminal();
    }
}
