// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.history;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.config.RevisionNumber;
import dev.baro.cli.terminal.Terminal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "diff", description = "Show the differences between two configurations of the history.")
final class HistoryDiffCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable HistoryCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(index = "0", paramLabel = "N", converter = RevisionNumber.class, description = "from this one")
    private int from;

    @Parameters(index = "1", paramLabel = "M", converter = RevisionNumber.class, description = "to this one")
    private int to;

    @Override
    public Integer call() {
        List<String> changes = socket.client().revisionDifference(from, to).changes();
        Terminal terminal = Objects.requireNonNull(parent).baro().terminal();
        terminal.out().println(changes.isEmpty() ? "no change" : "  " + String.join("\n  ", changes));
        return 0;
    }
}
