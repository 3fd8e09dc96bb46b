// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.history;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.config.RevisionNumber;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.history.RevisionText;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "show",
        description = "Show one configuration of the history: its changes, and the state of servers before and after.")
final class HistoryShowCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable HistoryCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "N", converter = RevisionNumber.class, description = "a number from baro history")
    private int revision;

    @Option(names = "--text", description = "print the configuration as read from the file")
    private boolean text;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand root = Objects.requireNonNull(parent).baro();
        String json = socket.client().revision(revision);
        RevisionText kept = Json.read(json, RevisionText.class);
        if (text) {
            root.terminal().out().print(kept.text());
            return 0;
        }
        switch (output.format()) {
            case TABLE ->
                new HistoryView(root.paint())
                        .show(kept.revision())
                        .forEach(root.terminal().out()::println);
            case JSON -> root.terminal().out().println(json.strip());
        }
        return 0;
    }
}
