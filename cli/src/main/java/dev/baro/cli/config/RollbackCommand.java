// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.ForceOption;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Terminal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "rollback",
        description = {
            "Restore an earlier configuration from baro history.",
            "The daemon's file is not changed, and the daemon does not apply it again unless it is edited or forced."
        })
public final class RollbackCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            converter = RevisionNumber.class,
            description = "the revision; default: the newest one before the current revision that was not rolled back")
    private int revision;

    @Option(names = "--reason", paramLabel = "TEXT", description = "reason shown in baro history")
    private String reason = "";

    @Override
    public Integer call() {
        Terminal terminal = Objects.requireNonNull(baro).terminal();
        AppliedView.print(force.ask(terminal, forced -> socket.client().rollback(revision, reason, forced)), terminal);
        return 0;
    }
}
