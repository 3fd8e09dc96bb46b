// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The newest lines of the daemon's log, as returned by `GET /v1/events`.
///
/// @param events oldest first
public record EventList(List<EventEntry> events) {
    public EventList {
        events = List.copyOf(events);
    }

    /// One event.
    ///
    /// @param id     the event's number, counted from 1, across restarts if events are stored
    /// @param time   ISO 8601, UTC
    /// @param level  `info`, `warning` or `error`
    /// @param event  the event's name, such as `SERVER_DOWN`
    /// @param fields further fields, in the order of the log line
    public record EventEntry(long id, String time, String level, String event, Map<String, String> fields) {
        public EventEntry {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
