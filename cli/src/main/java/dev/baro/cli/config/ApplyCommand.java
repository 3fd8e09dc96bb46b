// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.ForceOption;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Applied;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        description = {
            "Have the daemon read its file again. A file with an error changes nothing, and neither does one that takes",
            "traffic away, such as every VIP, every server of a VIP or its DSCP, unless it is forced."
        })
public final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Override
    public Integer call() {
        Terminal terminal = java.util.Objects.requireNonNull(baro).terminal();
        Applied applied = force.ask(terminal, socket.client()::apply);
        terminal.out().println("r" + applied.revision() + " live in " + applied.tookMs() + " ms");
        ChangesView.print(applied.changes(), terminal);
        applied.overrides().forEach(line -> terminal.out().println("  " + line));
        applied.restart().forEach(line -> terminal.err().println("not in force yet: " + line));
        applied.warnings().forEach(line -> terminal.err().println("warning: " + line));
        return 0;
    }
}
