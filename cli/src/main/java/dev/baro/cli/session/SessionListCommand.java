// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.session;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.api.SessionList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "Count the sessions by VIP, port, real server and state.")
final class SessionListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SessionCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--vip", paramLabel = "VIP", description = "only sessions of this VIP")
    private String vip = "";

    @Option(names = "--server", paramLabel = "SERVER", description = "only sessions of this real server")
    private String server = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "only sessions in this state: half-open, udp-new, closing, copy, established, udp or affinity")
    private String state = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        String json = socket.client().sessions(vip, server, state);
        output.print(
                baro.terminal(),
                Forms.of(() -> json, () -> new SessionView(baro.paint()).list(Json.read(json, SessionList.class))));
        return 0;
    }
}
