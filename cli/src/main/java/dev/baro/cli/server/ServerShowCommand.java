// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "show", description = "Show a real server with the evidence of its probes. Exit code 1 if it is down.")
final class ServerShowCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand server;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "SERVER", description = "the name of the real server in the configuration")
    private String name = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand root = java.util.Objects.requireNonNull(server).baro();
        String json = socket.client().server(name);
        ServerDetail detail = Json.read(json, ServerDetail.class);
        output.print(
                root.terminal(), Forms.of(() -> json, () -> new ServerView(root.paint(), Instant.now()).show(detail)));
        return HealthWord.isFine(detail.server().health()) ? 0 : ExitCode.FAILED;
    }
}
