// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.AnswerForm;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerMember;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "drains",
        description = "Show draining servers, their remaining sessions, and since when they are empty.")
final class ServerDrainsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "only this server")
    private String server = "";

    @Option(names = "--vip", paramLabel = "VIP", description = "only in this VIP")
    private String vip = "";

    @Option(names = "--wait", description = "wait until no session is left; needs a SERVER")
    private boolean wait;

    @Mixin
    private OutputOption output = new OutputOption();

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        if (wait) {
            return untilEmpty(baro);
        }
        Members draining = socket.client().members(server, vip, true);
        output.print(
                baro.terminal(),
                Forms.of(() -> Json.write(draining), () -> MemberView.drains(draining, baro.paint()))
                        .with(
                                AnswerForm.NAME,
                                () -> draining.servers().stream()
                                        .map(ServerMember::server)
                                        .distinct()
                                        .toList()));
        return 0;
    }

    private int untilEmpty(BaroCommand baro) throws InterruptedException {
        if (server.isEmpty()) {
            throw new picocli.CommandLine.ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(), "--wait needs a SERVER");
        }
        return new DrainWait(socket.client(), server, vip, baro.terminal()).untilEmpty();
    }
}
