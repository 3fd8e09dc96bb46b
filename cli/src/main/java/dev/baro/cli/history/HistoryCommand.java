// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.history;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.Subverb;
import dev.baro.core.api.Json;
import dev.baro.core.history.RevisionList;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "history",
        description = {
            "Show earlier configurations, the newest last: when and by whom each was applied, and with what result.",
            "They survive restarts. To restore one, type: baro rollback N"
        },
        synopsisSubcommandLabel = "[VERB]")
public final class HistoryCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "number of entries; default: ${DEFAULT-VALUE}")
    private int last = 20;

    /// @param typed the word after that of this verb
    public static CommandLine line(String typed) {
        return Subverb.line(
                new HistoryCommand(),
                typed,
                new Subverb("show", HistoryShowCommand::new),
                new Subverb("diff", HistoryDiffCommand::new));
    }

    BaroCommand baro() {
        return Objects.requireNonNull(baro);
    }

    @Override
    public Integer call() {
        String json = socket.client().history();
        switch (output.format()) {
            case TABLE ->
                new HistoryView(baro().paint())
                        .list(Json.read(json, RevisionList.class), last)
                        .forEach(baro().terminal().out()::println);
            case JSON -> baro().terminal().out().println(json.strip());
        }
        return 0;
    }
}
