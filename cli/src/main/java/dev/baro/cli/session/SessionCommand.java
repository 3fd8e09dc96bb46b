// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.session;

import dev.baro.cli.terminal.BaroCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "session", description = "Show sessions.", synopsisSubcommandLabel = "VERB")
public final class SessionCommand implements Runnable {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Spec
    private @Nullable CommandSpec spec;

    public static CommandLine line() {
        return new CommandLine(new SessionCommand())
                .addSubcommand(new SessionListCommand())
                .addSubcommand(new SessionShowCommand());
    }

    BaroCommand baro() {
        return java.util.Objects.requireNonNull(baro);
    }

    @Override
    public void run() {
        CommandSpec self = java.util.Objects.requireNonNull(spec);
        throw new ParameterException(self.commandLine(), "say what: list or show");
    }
}
