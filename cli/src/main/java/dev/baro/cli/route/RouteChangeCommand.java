// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.core.route.RouteList;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// The commands that change routes.
abstract sealed class RouteChangeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable RouteCommand parent;

    @Parameters(index = "0", arity = "0..1", paramLabel = "VIP", description = "default: every VIP")
    private String vip = "";

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private DaemonOptions daemons = new DaemonOptions();

    abstract RouteList.Change change(String ofVip);

    @Override
    public Integer call() {
        BaroCommand root = Objects.requireNonNull(parent).baro();
        RouteList after = socket.client().changeRoute(change(vip));
        new RouteView(root.paint())
                .lines(after, daemons.daemons().exports())
                .forEach(root.terminal().out()::println);
        return 0;
    }

    @Command(
            name = "withdraw",
            description =
                    "Withdraw VIPs from this balancer: their routes are announced as about to go, and removed after routes.leave.")
    static final class Withdraw extends RouteChangeCommand {
        @Option(names = "--at-once", description = "remove it now")
        private boolean atOnce;

        @Option(names = "--reason", paramLabel = "TEXT", description = "reason that is stored and shown with it")
        private String reason = "";

        @Override
        RouteList.Change change(String ofVip) {
            return new RouteList.Change("withdrawn", ofVip, atOnce, reason);
        }
    }

    @Command(
            name = "announce",
            description = "Cancel a withdrawal: the route is announced if all other conditions hold.")
    static final class Announce extends RouteChangeCommand {
        @Override
        RouteList.Change change(String ofVip) {
            return new RouteList.Change("announced", ofVip, false, "");
        }
    }
}
