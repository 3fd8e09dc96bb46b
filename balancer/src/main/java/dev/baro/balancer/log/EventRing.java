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

/// The newest events up to a limit, including those before a restart. Any thread may add and read.
public final class EventRing {
    private final int room;
    private final Deque<EventEntry> entries = new ArrayDeque<>();
    private Optional<EventFile> kept = Optional.empty();
    private boolean recalled;
    private long newest;

    /// @param room the number of stored events
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

    /// Inserts a file's events before this process's events, which are renumbered, and stores later events there.
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

    /// Numbers only increase, whatever a file contains.
    private void recall(EventEntry entry) {
        newest = Math.max(newest + 1, entry.id());
        push(new EventEntry(newest, entry.time(), entry.level(), entry.event(), entry.fields()));
    }

    /// Ends what [#keepIn(EventFile)] began.
    public synchronized void keepNoLonger() {
        kept = Optional.empty();
    }

    /// @param after only events with a greater number
    /// @param limit the newest of those
    public synchronized EventList after(long after, int limit) {
        return new EventList(entries.stream()
                .filter(entry -> entry.id() > Math.max(after, newest - limit))
                .toList());
    }

    /// The number of the newest event; 0 without any.
    synchronized long newest() {
        return newest;
    }

    /// The number of the oldest event that is kept, or that would be the next one.
    synchronized long oldest() {
        return entries.isEmpty() ? newest + 1 : entries.getFirst().id();
    }

    /// Waits until there is one.
    ///
    /// @param after only events with a greater number
    /// @param limit the oldest of those
    /// @return the events; none if none came in that time
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
