// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// The newest events, as many as fit. Any thread may add and read.
public final class EventRing {
    private final int room;
    private final Deque<EventEntry> entries = new ArrayDeque<>();
    private long newest;

    /// @param room how many are kept
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
        entries.addLast(new EventEntry(++newest, time, level, event, named));
        if (entries.size() > room) {
            entries.removeFirst();
        }
    }

    /// @param after only events with a greater number
    /// @param limit the newest of those
    public synchronized EventList after(long after, int limit) {
        return new EventList(entries.stream()
                .filter(entry -> entry.id() > Math.max(after, newest - limit))
                .toList());
    }
}
