// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Subverb;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "server",
        description = {
            "Show real servers, their state and its reason; take them out of use or bring them back without changing the file.",
            "Overrides survive a restart and a new file. baro status lists them until baro server enable clears them."
        },
        synopsisSubcommandLabel = "VERB")
public final class ServerCommand implements Runnable {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Spec
    private @Nullable CommandSpec spec;

    /// @param typed the word after that of this verb
    public static CommandLine line(String typed) {
        return Subverb.line(
                new ServerCommand(),
                typed,
                new Subverb("list", ServerListCommand::new),
                new Subverb("show", ServerShowCommand::new),
                new Subverb("members", ServerMembersCommand::new),
                new Subverb("drain", ServerDrainCommand::new),
                new Subverb("drains", ServerDrainsCommand::new),
                new Subverb("enable", ServerChangeCommand.Enable::new),
                new Subverb("disable", ServerChangeCommand.Disable::new),
                new Subverb("weight", ServerChangeCommand.Weight::new));
    }

    BaroCommand baro() {
        return java.util.Objects.requireNonNull(baro);
    }

    /// Shows the usage if there is no verb.
    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec)
                .commandLine()
                .usage(baro().terminal().out());
    }
}
