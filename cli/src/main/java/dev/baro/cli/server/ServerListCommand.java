// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.AnswerForm;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "Show every real server and its state.")
final class ServerListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand server;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--vip", paramLabel = "VIP", description = "only servers of this VIP")
    private String vip = "";

    @Option(names = "--data-centre", paramLabel = "NAME", description = "only servers of this data centre")
    private String dataCentre = "";

    @Option(names = "--problems", description = "only servers that are not enabled or not healthy")
    private boolean problems;

    @Override
    public Integer call() {
        BaroCommand root = java.util.Objects.requireNonNull(server).baro();
        ServerList all = Json.read(socket.client().servers(), ServerList.class);
        ServerList wanted =
                new ServerList(all.servers().stream().filter(this::isWanted).toList());
        ServerView view = new ServerView(root.paint(), Instant.now());
        output.print(
                root.terminal(),
                Forms.of(() -> Json.write(wanted), () -> view.list(wanted))
                        .with(AnswerForm.WIDE, () -> view.wideList(wanted))
                        .with(
                                AnswerForm.NAME,
                                () -> wanted.servers().stream()
                                        .map(ServerSummary::name)
                                        .toList()));
        return 0;
    }

    private boolean isWanted(ServerSummary each) {
        boolean well = each.state().equals("enabled") && HealthWord.isFine(each.health());
        return (vip.isEmpty() || each.uses().stream().anyMatch(use -> use.vip().equals(vip)))
                && (dataCentre.isEmpty() || each.dataCentre().equals(dataCentre))
                && !(problems && well);
    }
}
