// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.TimeConverter;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerChange;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "drain",
        description = "Send no new sessions to a server; existing ones continue until they end, or until the deadline.")
final class ServerDrainCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ServerCommand parent;

    @Mixin
    private ServerTarget target = new ServerTarget();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "time after which the server is treated as removed, such as 10m; default: never")
    private Duration deadline = Duration.ZERO;

    @Option(names = "--wait", description = "wait until no session is left")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        ServerChange change = new ServerChange("drain", 0, target.vip(), deadline.toSeconds(), target.reason());
        Members drained =
                target.change(baro.terminal(), (client, forced) -> client.state(target.server(), change, forced));
        MemberView.print(drained, baro);
        return wait ? new DrainWait(target.client(), target.server(), target.vip(), baro.terminal()).untilEmpty() : 0;
    }
}
