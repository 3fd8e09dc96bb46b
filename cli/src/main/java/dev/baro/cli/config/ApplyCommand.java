// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.ApplyRequest;
import dev.baro.cli.client.ForceOption;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Terminal;
import dev.baro.cli.terminal.TimeConverter;
import dev.baro.core.api.Applied;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        description = {
            "Have the daemon read its file again. A file with an error changes nothing, and neither does one that takes",
            "traffic away, such as every VIP, every server of a VIP or its DSCP, unless it is forced. It is rolled back",
            "where a VIP that it changed is short of servers afterwards, or many of its servers fail."
        })
public final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Option(names = "--reason", paramLabel = "TEXT", description = "shown in baro history")
    private String reason = "";

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "roll it back unless baro confirm is typed in this time, such as 60s")
    private Duration within = Duration.ZERO;

    @Option(names = "--no-rollback", description = "keep it in force even if servers fail because of it")
    private boolean unwatched;

    @Override
    public Integer call() {
        Terminal terminal = java.util.Objects.requireNonNull(baro).terminal();
        Applied applied = force.ask(
                terminal, forced -> socket.client().apply(new ApplyRequest(reason, within, !unwatched, forced)));
        AppliedView.print(applied, terminal);
        if (!within.isZero()) {
            terminal.out().println("to keep it, type within " + within.toSeconds() + " s: baro confirm");
        }
        return 0;
    }
}
