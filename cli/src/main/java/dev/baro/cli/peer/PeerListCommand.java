// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.peer.PeerList;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "list",
        description = "Show this balancer and its peers: which are up, what each runs, and where they differ.")
final class PeerListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable PeerCommand peer;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand root = java.util.Objects.requireNonNull(peer).baro();
        PrintStream out = root.terminal().out();
        String json = socket.client().peers();
        PeerList peers = Json.read(json, PeerList.class);
        switch (output.format()) {
            case TABLE -> new PeerView(peers, root.paint()).lines().forEach(out::println);
            case JSON -> out.println(json.strip());
        }
        return peers.differences().isEmpty() ? 0 : ExitCode.FAILED;
    }
}
