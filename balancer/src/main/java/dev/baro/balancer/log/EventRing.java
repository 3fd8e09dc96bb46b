// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The newest events up to a limit, including those from before a restart. Any thread may add and read.
public final class EventRing {
    private final int room;
    private final Deque<EventEntry> entries = new ArrayDeque<>();
    private Optional<EventFile> kept = Optional.empty();
    private boolean recalled;
    private long newest;

    /// @param room the maximum number of stored events
    EventRing(int room) {
        this.room = room;
    }

    /// @param fields key, value, key, value
    synchronized void add(String level, String event, Object... fields) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            named.put(String.valueOf(fields[i]), String.valueOf(fields[i + 1]));
        }
        String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        EventEntry entry = new EventEntry(++newest, time, level, event, named);
        push(entry);
        kept.ifPresent(file -> file.add(entry));
        notifyAll();
    }

    private void push(EventEntry entry) {
        entries.addLast(entry);
        if (entries.size() > room) {
            entries.removeFirst();
        }
    }

    /// Inserts the events from a file before this process's events, which are renumbered. Later events are
    /// stored in the file.
    public synchronized void keepIn(EventFile file) {
        if (!recalled) {
            List<EventEntry> ours = List.copyOf(entries);
            entries.clear();
            newest = 0;
            file.read().forEach(this::recall);
            ours.forEach(entry -> {
                EventEntry moved = new EventEntry(++newest, entry.time(), entry.level(), entry.event(), entry.fields());
                push(moved);
                file.add(moved);
            });
            recalled = true;
        }
        kept = Optional.of(file);
    }

    /// Adds an event from the file. Event numbers only increase, whatever the file contains.
    private void recall(EventEntry entry) {
        newest = Math.max(newest + 1, entry.id());
        push(new EventEntry(newest, entry.time(), entry.level(), entry.event(), entry.fields()));
    }

    /// Stops storing events in the file given to [#keepIn(EventFile)].
    public synchronized void keepNoLonger() {
        kept = Optional.empty();
    }

    /// @param after only events with a greater number
    /// @param limit the maximum number of events; the newest are returned
    public synchronized EventList after(long after, int limit) {
        return new EventList(entries.stream()
                .filter(entry -> entry.id() > Math.max(after, newest - limit))
                .toList());
    }

    /// The number of the newest event; 0 if there is none.
    synchronized long newest() {
        return newest;
    }

    /// The number of the oldest stored event; if none is stored, the number of the next event.
    synchronized long oldest() {
        return entries.isEmpty() ? newest + 1 : entries.getFirst().id();
    }

    /// Waits until there is an event, or the time is over.
    ///
    /// @param after only events with a greater number
    /// @param limit the maximum number of events; the oldest are returned
    /// @return the events; none if no event occurred within that time
    synchronized List<EventEntry> await(long after, int limit, Duration time) throws InterruptedException {
        long endNs = System.nanoTime() + time.toNanos();
        while (newest <= after) {
            long leftMs = Duration.ofNanos(endNs - System.nanoTime()).toMillis();
            if (leftMs <= 0) {
                return List.of();
            }
            wait(leftMs);
        }
        return entries.stream().filter(entry -> entry.id() > after).limit(limit).toList();
    }
}
