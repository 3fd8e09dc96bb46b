// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.BaroCommand;
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

    public static CommandLine line() {
        return new CommandLine(new ServerCommand())
                .addSubcommand(new ServerListCommand())
                .addSubcommand(new ServerShowCommand())
                .addSubcommand(new ServerMembersCommand())
                .addSubcommand(new ServerDrainCommand())
                .addSubcommand(new ServerDrainsCommand())
                .addSubcommand(new ServerChangeCommand.Enable())
                .addSubcommand(new ServerChangeCommand.Disable())
                .addSubcommand(new ServerChangeCommand.Weight());
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
