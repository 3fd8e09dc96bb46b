// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.SourceText;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.writer.YamlText;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "serveriron",
        description = "Read a ServerIron configuration; YAML goes to stdout, assumptions to stderr.")
public final class ImportServerIronCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ImportCommand parent;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: the standard input")
    private String file = "-";

    @Override
    public Integer call() {
        Terminal terminal = java.util.Objects.requireNonNull(parent).baro().terminal();
        SourceText source = SourceText.read(file);
        Reading<Config> reading = FrontEnd.read(source.text());
        terminal.err().print(source.render(reading.problems()));
        return switch (reading) {
            case Reading.Accepted(Config config, var _) -> {
                terminal.out().print(YamlText.of(config));
                yield 0;
            }
            case Reading.Refused(var _) -> ExitCode.CONFIG_INVALID;
        };
    }
}
