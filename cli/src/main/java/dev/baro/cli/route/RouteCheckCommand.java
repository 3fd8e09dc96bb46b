// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.client.SocketOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.route.RouteList;
import dev.baro.core.route.RouteList.RouteEntry;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// A check for the scripts of programs that move addresses between hosts; the exit code is the result.
@Command(
        name = "check",
        description = "Check whether a VIP, or every VIP, is announced by this balancer: exit code 1 if one is not.")
final class RouteCheckCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable RouteCommand parent;

    @Parameters(index = "0", arity = "0..1", paramLabel = "VIP", description = "default: every VIP")
    private String vip = "";

    @Mixin
    private SocketOption socket = new SocketOption();

    @Override
    public Integer call() {
        PrintStream out = Objects.requireNonNull(parent).baro().terminal().out();
        RouteList list = socket.client().routes();
        List<RouteEntry> routes = list.routes().stream()
                .filter(route -> vip.isEmpty() || route.vip().equals(vip))
                .toList();
        if (routes.isEmpty()) {
            throw new OperatorException(
                    ExitCode.FAILED,
                    "baro: " + (vip.isEmpty() ? "no VIP" : vip + " is not a VIP that") + " should be announced; look:"
                            + " baro route list");
        }
        routes.forEach(route -> out.println(
                route.vip() + ": " + route.state() + (route.reason().isEmpty() ? "" : ": " + route.reason())));
        return routes.stream().allMatch(RouteEntry::announced) ? 0 : ExitCode.FAILED;
    }
}
