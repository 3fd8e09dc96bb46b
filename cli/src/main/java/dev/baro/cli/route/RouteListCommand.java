// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.route.RouteList;
import java.io.PrintStream;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "list",
        description = "Show the route of each VIP, why it is not announced, and to whom the routing daemon exports it.")
final class RouteListCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable RouteCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private DaemonOptions daemons = new DaemonOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        BaroCommand root = Objects.requireNonNull(parent).baro();
        PrintStream out = root.terminal().out();
        RouteList routes = socket.client().routes();
        RouteList.Exports exports = daemons.daemons().exports();
        switch (output.format()) {
            case TABLE -> new RouteView(root.paint()).lines(routes, exports).forEach(out::println);
            case JSON -> out.println(Json.write(new RouteList.WithExports(routes, exports)));
        }
        return 0;
    }
}
