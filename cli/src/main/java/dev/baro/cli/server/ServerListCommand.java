// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerList;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "Show every real server and how it is.")
final class ServerListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand server;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand root = java.util.Objects.requireNonNull(server).baro();
        PrintStream out = root.terminal().out();
        String json = socket.client().servers();
        switch (output.format()) {
            case TABLE ->
                new ServerView(root.paint(), Instant.now())
                        .list(Json.read(json, ServerList.class))
                        .forEach(out::println);
            case JSON -> out.println(json.strip());
        }
        return 0;
    }
}
