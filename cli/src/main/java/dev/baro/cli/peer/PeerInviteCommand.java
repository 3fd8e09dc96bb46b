// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.client.SocketOption;
import dev.baro.core.peer.Invited;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "invite",
        description = {
            "Print a line for baro peer join on another balancer.",
            "It is valid once, for 15 minutes; anyone who has it can join."
        })
final class PeerInviteCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable PeerCommand peer;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description =
                    "address at which peers reach this balancer; default: its address in the configuration, or its"
                            + " first one")
    private String address = "";

    @Override
    public Integer call() {
        Invited invited = socket.client().invite(address);
        java.util.Objects.requireNonNull(peer).baro().terminal().out().println(invited.line());
        return 0;
    }
}
