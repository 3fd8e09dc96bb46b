// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.SourceText;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Difference;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "diff", description = "Show how a configuration differs from the running one. Changes nothing.")
public final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "- is the standard input; default: the daemon's file, as read by baro apply")
    private String file = "";

    @Override
    public Integer call() {
        Difference difference =
                file.isEmpty() ? socket.client().difference() : socket.client().difference(SourceText.read(file));
        Terminal terminal = java.util.Objects.requireNonNull(baro).terminal();
        ChangesView.print(difference.changes(), terminal);
        difference.needsForce().forEach(loss -> terminal.err().println("needs --force: " + loss));
        return 0;
    }
}
