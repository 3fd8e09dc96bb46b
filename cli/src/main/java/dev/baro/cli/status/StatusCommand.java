// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputFormat;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "Show what the balancer is and does. Exit code 1 when there is a problem.")
public final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = OutputFormat.Converter.class,
            description = "table or json")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        String json = socket.client().status();
        Status status = Json.read(json, Status.class);
        BaroCommand root = java.util.Objects.requireNonNull(baro);
        PrintStream out = root.terminal().out();
        switch (output) {
            case TABLE -> new StatusView(status, root.paint()).lines().forEach(out::println);
            case JSON -> out.println(json.strip());
        }
        return status.problems().isEmpty() ? 0 : ExitCode.FAILED;
    }
}
