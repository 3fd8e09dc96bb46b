// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Subverb;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "route",
        description = {
            "Show which VIPs this balancer announces, and why it does not announce others; withdraw or announce them.",
            "A withdrawal survives a restart and a new file, and baro status shows it until announce cancels it."
        },
        synopsisSubcommandLabel = "VERB")
public final class RouteCommand implements Runnable {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Spec
    private @Nullable CommandSpec spec;

    /// @param typed the word after that of this verb
    public static CommandLine line(String typed) {
        return Subverb.line(
                new RouteCommand(),
                typed,
                new Subverb("list", RouteListCommand::new),
                new Subverb("check", RouteCheckCommand::new),
                new Subverb("withdraw", RouteChangeCommand.Withdraw::new),
                new Subverb("announce", RouteChangeCommand.Announce::new));
    }

    BaroCommand baro() {
        return Objects.requireNonNull(baro);
    }

    /// Shows the usage if there is no verb.
    @Override
    public void run() {
        Objects.requireNonNull(spec).commandLine().usage(baro().terminal().out());
    }
}
