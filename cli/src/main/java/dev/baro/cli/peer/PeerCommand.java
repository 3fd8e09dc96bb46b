// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Subverb;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "peer",
        description = {
            "Make several balancers one cluster, which shares its configuration, overrides and verdicts.",
            "A pair takes three commands: invite on the first, join on the second, and baro apply --all FILE."
        },
        synopsisSubcommandLabel = "VERB")
public final class PeerCommand implements Runnable {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Spec
    private @Nullable CommandSpec spec;

    /// @param typed the word after that of this verb
    public static CommandLine line(String typed) {
        return Subverb.line(
                new PeerCommand(),
                typed,
                new Subverb("list", PeerListCommand::new),
                new Subverb("invite", PeerInviteCommand::new),
                new Subverb("join", PeerJoinCommand::new),
                new Subverb("remove", PeerRemoveCommand::new));
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
