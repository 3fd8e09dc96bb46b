// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "events",
        description = "Show recent events, including those before a restart: the newest lines of the daemon's log.")
public final class EventsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofSeconds(1);

    /// The number of events that the daemon stores.
    private static final int MOST = 1_000;

    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "number of entries; default: ${DEFAULT-VALUE}, at most " + MOST)
    private int last = 20;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = MomentConverter.class,
            description = "all events since then: a time ago, such as 2h, or 2026-11-23T06:40:00Z")
    private Instant since = Instant.MIN;

    @Option(
            names = {"-f", "--follow"},
            description = "follow new events until interrupted")
    private boolean follow;

    @Option(names = "--event", paramLabel = "NAME", description = "only this event, such as SERVER_DOWN")
    private String event = "";

    @Option(names = "--server", paramLabel = "SERVER", description = "only events of this real server")
    private String server = "";

    @Option(names = "--vip", paramLabel = "VIP", description = "only events of this VIP")
    private String vip = "";

    @Option(names = "--problems", description = "only warnings and errors")
    private boolean problems;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        long newest = print(0, since.equals(Instant.MIN) ? Math.clamp(last, 1, MOST) : MOST);
        while (follow) {
            Thread.sleep(POLL);
            newest = print(newest, MOST);
        }
        return 0;
    }

    /// @return the number of the newest event
    private long print(long after, int limit) {
        List<EventEntry> all =
                Json.read(socket.client().events(after, MOST), EventList.class).events();
        List<EventEntry> wanted = all.stream().filter(this::isWanted).toList();
        List<EventEntry> shown = wanted.subList(Math.max(0, wanted.size() - limit), wanted.size());
        BaroCommand root = java.util.Objects.requireNonNull(baro);
        output.print(root.terminal(), forms(shown, root.paint()));
        return all.isEmpty() ? after : all.getLast().id();
    }

    /// Each event takes one line, so that programs can follow the output.
    private static Forms forms(List<EventEntry> events, Paint paint) {
        return Forms.of(
                () -> events.stream().map(Json::line).collect(Collectors.joining("\n")),
                () -> events.stream().map(event -> line(event, paint)).toList());
    }

    private boolean isWanted(EventEntry entry) {
        return !Instant.parse(entry.time()).isBefore(since)
                && (event.isEmpty() || entry.event().equals(event))
                && (server.isEmpty() || server.equals(entry.fields().get("server")))
                && (vip.isEmpty() || names(entry, vip))
                && !(problems && entry.level().equals("info"));
    }

    /// Whether the event names the VIP: a server that fails for several VIPs causes a single event.
    private static boolean names(EventEntry entry, String vip) {
        return Arrays.asList(entry.fields().getOrDefault("vip", "").split(",", -1))
                .contains(vip);
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
