// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "members", description = "Show the members of VIPs: their current settings and those of the file.")
final class ServerMembersCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(arity = "0..1", paramLabel = "SERVER", description = "only this server")
    private String server = "";

    @Option(names = "--vip", paramLabel = "VIP", description = "only in this VIP")
    private String vip = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        Members members = socket.client().members(server, vip, false);
        output.print(
                baro.terminal(),
                Forms.of(
                        () -> Json.write(members),
                        () -> MemberView.servers(members.servers()).lines(baro.paint())));
        return 0;
    }
}
