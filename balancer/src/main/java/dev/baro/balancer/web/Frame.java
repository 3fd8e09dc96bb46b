// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page's content for one second, as text shared by all viewers: one server-sent event with the whole
/// content for a new viewer, and one with the differences from the previous frame.
final class Frame {
    private final long number;
    private final long newest;
    private final Map<String, String> parts;
    private final Map<String, String> rows;
    private final byte[] whole;
    private final byte[] changes;

    /// Events in JSON form.
    ///
    /// @param recent the newest events, for a new viewer
    /// @param news   the events since the previous frame
    /// @param newest the number of the newest event
    record Events(String recent, String news, long newest) {}

    /// @param before the previous frame; empty if everything is new
    /// @param time   the time of the frame in ISO 8601, UTC
    /// @param parts  the JSON of each part, by the part's name
    /// @param rows   the JSON of each VIP, by the VIP's name
    Frame(Optional<Frame> before, String time, Map<String, String> parts, Map<String, String> rows, Events events) {
        this.number = before.map(Frame::number).orElse(0L) + 1;
        this.newest = events.newest();
        this.parts = Map.copyOf(parts);
        this.rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        this.whole = event("all", number, time, members(parts, List.copyOf(rows.values()), events.recent()));
        this.changes = before.filter(last -> last.hasSameVips(this))
                .map(last -> event("changes", number, time, differences(last, events.news())))
                .orElse(whole);
    }

    /// Creates the next frame, in which only events are new.
    Frame then(String time, Events events) {
        return new Frame(Optional.of(this), time, parts, rows, events);
    }

    /// The frame's number, counted from 1.
    long number() {
        return number;
    }

    /// The number of the newest event in the frame.
    long newest() {
        return newest;
    }

    /// The whole content, for a new viewer. The caller must not change it.
    byte[] whole() {
        return whole;
    }

    /// The differences from the previous frame. The caller must not change them.
    byte[] changes() {
        return changes;
    }

    private boolean hasSameVips(Frame other) {
        return List.copyOf(rows.keySet()).equals(List.copyOf(other.rows.keySet()));
    }

    private List<String> differences(Frame last, String news) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        changed.entrySet().removeAll(last.parts.entrySet());
        List<String> others = rows.entrySet().stream()
                .filter(row -> !row.getValue().equals(last.rows.get(row.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        return members(changed, others, news);
    }

    private static List<String> members(Map<String, String> parts, List<String> rows, String events) {
        List<String> all = new ArrayList<>();
        parts.forEach((name, json) -> all.add(member(name, json)));
        all.add(member("rows", "[" + String.join(",", rows) + "]"));
        all.add(member("events", events));
        return all;
    }

    private static byte[] event(String name, long number, String time, List<String> members) {
        String json = "{" + member("number", String.valueOf(number)) + "," + member("time", '"' + time + '"') + ","
                + String.join(",", members) + "}";
        return ("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String member(String name, String json) {
        return '"' + name + "\":" + json;
    }
}
