// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerList.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
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
        description = "Join the cluster of another balancer with the line that baro peer invite printed there.")
final class PeerJoinCommand implements Callable<Integer> {
    private static final int MAX_LINE = 1024;

    @ParentCommand
    private @Nullable PeerCommand peer;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(
            paramLabel = "LINE",
            description =
                    "the line that baro peer invite printed; -: read it from standard input, so that no process list"
                            + " shows it")
    private String line = "";

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "address at which peers reach this balancer; default: the address from which it reaches the"
                    + " other balancer")
    private String address = "";

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Objects.requireNonNull(peer).baro().terminal();
        String typed = line.equals("-") ? lineOf(terminal) : line;
        PeerList peers = socket.client().joinPeers(typed, address);
        String names = peers.peers().stream().map(Peer::name).collect(Collectors.joining(", "));
        terminal.out()
                .println(peers.name() + " joined " + names + "; put one configuration on all: baro apply --all FILE");
        return 0;
    }

    private static String lineOf(Terminal terminal) throws IOException {
        byte[] bytes = terminal.in().readNBytes(MAX_LINE);
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}
