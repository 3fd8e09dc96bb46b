// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "events", description = "Show what happened lately: the newest lines of the daemon's log.")
public final class EventsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofSeconds(1);

    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "how many; default: ${DEFAULT-VALUE}, at most 1000")
    private int last = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "go on, until interrupted")
    private boolean follow;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        long newest = print(0, Math.clamp(last, 1, 1_000));
        while (follow) {
            Thread.sleep(POLL);
            newest = print(newest, 1_000);
        }
        return 0;
    }

    /// @return the number of the newest event that was printed
    private long print(long after, int limit) {
        String json = socket.client().events(after, limit);
        EventList list = Json.read(json, EventList.class);
        BaroCommand root = java.util.Objects.requireNonNull(baro);
        PrintStream out = root.terminal().out();
        switch (output.format()) {
            case TABLE -> list.events().forEach(event -> out.println(line(event, root.paint())));
            case JSON -> {
                if (!follow || !list.events().isEmpty()) {
                    out.println(json.strip());
                }
            }
        }
        return list.events().isEmpty() ? after : list.events().getLast().id();
    }

    private static String line(EventEntry event, Paint paint) {
        Tone tone = switch (event.level()) {
            case "error" -> Tone.BAD;
            case "warning" -> Tone.DOUBTFUL;
            default -> Tone.PLAIN;
        };
        String fields = event.fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + quoted(field.getValue()))
                .collect(Collectors.joining("  "));
        return (event.time() + "  " + paint.paint(tone, event.event()) + "  " + fields).stripTrailing();
    }

    private static String quoted(String value) {
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.isEmpty() || line.contains(" ") ? "\"" + line + "\"" : line;
    }
}
