// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerChange;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// The commands that change a server with immediate effect.
abstract sealed class ServerChangeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand parent;

    @Mixin
    private ServerTarget target = new ServerTarget();

    abstract Members change(DaemonClient client, ServerTarget server, boolean force);

    @Override
    public Integer call() {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        MemberView.print(target.change(baro.terminal(), (client, forced) -> change(client, target, forced)), baro);
        return 0;
    }

    @Command(name = "enable", description = "Clear the override of a server, so that the file applies again.")
    static final class Enable extends ServerChangeCommand {
        @Override
        Members change(DaemonClient client, ServerTarget server, boolean force) {
            return client.state(
                    server.server(), new ServerChange("enabled", 0, server.vip(), 0, server.reason()), force);
        }
    }

    @Command(name = "disable", description = "Send no packets to a server; its sessions move to others.")
    static final class Disable extends ServerChangeCommand {
        @Override
        Members change(DaemonClient client, ServerTarget server, boolean force) {
            return client.state(
                    server.server(), new ServerChange("disabled", 0, server.vip(), 0, server.reason()), force);
        }
    }

    @Command(
            name = "weight",
            description = "Set a server's share of new sessions; 0 takes none and keeps existing ones.")
    static final class Weight extends ServerChangeCommand {
        @Parameters(index = "1", paramLabel = "N", description = "0 to 100")
        private int weight;

        @Override
        Members change(DaemonClient client, ServerTarget server, boolean force) {
            return client.weight(
                    server.server(), new ServerChange("", weight, server.vip(), 0, server.reason()), force);
        }
    }
}
