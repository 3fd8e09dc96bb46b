// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.client.SocketOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "remove",
        description = "Forget a peer, and refuse it until it is invited again. Run this on every remaining balancer.")
final class PeerRemoveCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable PeerCommand peer;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "PEER", description = "its name in baro peer list")
    private String name = "";

    @Override
    public Integer call() {
        socket.client().removePeer(name);
        java.util.Objects.requireNonNull(peer).baro().terminal().out().println(name + " is no longer a peer");
        return 0;
    }
}
