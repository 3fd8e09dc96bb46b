// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "baro",
        description = "Layer-4 load balancer for direct server return across data centres.",
        versionProvider = VersionLine.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = false,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  success                        4  no daemon answers",
            "  1  a check or request failed      5  traffic would be lost: needs --force",
            "  2  the command line is wrong      6  done on some balancers only",
            "  3  the configuration is invalid   7  needs root, or the group of the socket",
            "                                    8  another change is under way"
        })
public final class BaroCommand implements Runnable {
    private final Terminal terminal;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            converter = Paint.ChoiceConverter.class,
            description = "auto, always or never; auto obeys NO_COLOR")
    private Paint.Choice color = Paint.Choice.AUTO;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show the details of an unexpected error")
    private boolean debug;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public BaroCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    public Terminal terminal() {
        return terminal;
    }

    public Paint paint() {
        return Paint.of(color, terminal.interactive(), System.getenv());
    }

    public boolean debug() {
        return debug;
    }

    /// Shows the usage if there is no verb.
    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec).commandLine().usage(terminal.out());
    }
}
