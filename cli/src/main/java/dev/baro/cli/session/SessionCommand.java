// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.session;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Subverb;
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

    /// @param typed the word after that of this verb
    public static CommandLine line(String typed) {
        return Subverb.line(
                new SessionCommand(),
                typed,
                new Subverb("list", SessionListCommand::new),
                new Subverb("show", SessionShowCommand::new));
    }

    BaroCommand baro() {
        return java.util.Objects.requireNonNull(baro);
    }

    @Override
    public void run() {
        CommandSpec self = java.util.Objects.requireNonNull(spec);
        throw new ParameterException(self.commandLine(), "the subcommand is missing: list or show");
    }
}
