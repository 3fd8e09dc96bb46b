// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import dev.baro.core.api.EventLine;
import dev.baro.core.api.EventList.EventEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The newest events on disk, one line each, so that they are available after a restart. A thread writes them,
/// so that no event waits for a disk. If a write fails, its events are missing from the file, but they are
/// still in the log.
public final class EventFile implements AutoCloseable {
    /// The maximum size of the file, for about 5,000 events. The previous file holds as many again.
    private static final long MOST_BYTES = 1 << 20;

    private static final int MOST_WAITING = 10_000;

    /// An empty entry that wakes the thread when it waits for an event.
    private static final EventEntry NOTHING = new EventEntry(0, "", "", "", Map.of());

    private final Path file;
    private final BlockingQueue<EventEntry> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "";

    private EventFile(Path file) {
        this.file = file;
        this.thread = Thread.ofPlatform().name("events").daemon().unstarted(this::run);
    }

    public static EventFile in(Path stateDirectory) {
        EventFile file = new EventFile(stateDirectory.resolve("events.jsonl"));
        file.thread.start();
        return file;
    }

    /// Describes a problem with the file to an operator. Empty if there is none.
    public String trouble() {
        return trouble;
    }

    /// The stored events, oldest first. Damaged lines are skipped.
    List<EventEntry> read() {
        return Stream.of(older(), file)
                .flatMap(part -> lines(part).stream())
                .flatMap(line -> EventLine.read(line).stream())
                .toList();
    }

    /// Queues an event. Never blocks: if too many events are queued, the event is dropped.
    void add(EventEntry event) {
        boolean _ = waiting.offer(event);
    }

    /// Returns when all added events are written.
    @Override
    public void close() {
        closed = true;
        boolean _ = waiting.offer(NOTHING);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed || !waiting.isEmpty()) {
                List<EventEntry> some = new ArrayList<>(List.of(waiting.take()));
                waiting.drainTo(some);
                write(some.stream().filter(event -> !event.equals(NOTHING)).toList());
            }
        } catch (InterruptedException e) {
            // Not expected: no code interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<EventEntry> some) {
        String lines = some.stream().map(event -> EventLine.of(event) + "\n").collect(Collectors.joining());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                Files.move(file, older(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            trouble = "";
        } catch (IOException e) {
            trouble = "events cannot be saved in " + file + " (" + e.getMessage() + "), so they are lost at a"
                    + " restart, except in the log; free space there, or let root write there";
        }
    }

    private static List<String> lines(Path part) {
        try {
            return new String(Files.readAllBytes(part), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            Log.warning("EVENTS_UNREADABLE", "file", part, "text", String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }
}
