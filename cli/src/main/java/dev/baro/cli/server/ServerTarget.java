// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.client.ForceOption;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Members;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options for a server, its VIP, and the reason.
final class ServerTarget {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(index = "0", paramLabel = "SERVER", description = "the name of a real server")
    private String server = "";

    @Option(names = "--vip", paramLabel = "VIP", description = "only in this VIP; default: in every VIP")
    private String vip = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "reason that is stored and shown with it")
    private String reason = "";

    @Mixin
    private ForceOption force = new ForceOption();

    DaemonClient client() {
        return socket.client();
    }

    /// Changes the server, with force if requested.
    Members change(Terminal terminal, BiFunction<DaemonClient, Boolean, Members> request) {
        return force.ask(terminal, forced -> request.apply(client(), forced));
    }

    String server() {
        return server;
    }

    String vip() {
        return vip;
    }

    String reason() {
        return reason;
    }
}
