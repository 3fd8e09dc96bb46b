// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.client.SocketOption;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerList.Peer;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "join",
        description = "Join the cluster of another balancer by the line that baro peer invite printed there.")
final class PeerJoinCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable PeerCommand peer;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(paramLabel = "LINE", description = "what baro peer invite printed")
    private String line = "";

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "where peers reach this balancer; default: the address from which it reaches the other one")
    private String address = "";

    @Override
    public Integer call() {
        PeerList peers = socket.client().joinPeers(line, address);
        String names = peers.peers().stream().map(Peer::name).collect(Collectors.joining(", "));
        java.util.Objects.requireNonNull(peer)
                .baro()
                .terminal()
                .out()
                .println(peers.name() + " joined " + names + "; put one configuration on all: baro apply --all FILE");
        return 0;
    }
}
