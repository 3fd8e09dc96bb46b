// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(name = "confirm", description = "Confirm a change that was applied with --confirm-within.")
public final class ConfirmCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Override
    public Integer call() {
        int revision = socket.client().confirm().revision();
        Objects.requireNonNull(baro).terminal().out().println("r" + revision + " stays");
        return 0;
    }
}
