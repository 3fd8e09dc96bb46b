// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.api.EventList.EventEntry;
import java.io.StringWriter;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Encodes an event as one line of JSON, the form in which it is stored. It does not use Jackson's mapper,
/// because the daemon writes its first event long before the mapper is loaded.
public final class EventLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private EventLine() {}

    /// @return the line without a line break
    public static String of(EventEntry event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeNumberProperty("id", event.id());
            json.writeStringProperty("time", event.time());
            json.writeStringProperty("level", event.level());
            json.writeStringProperty("event", event.event());
            json.writeObjectPropertyStart("fields");
            event.fields().forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        return line.toString();
    }

    /// @return the event; empty if the line is truncated or is not an event
    public static Optional<EventEntry> read(String line) {
        try {
            return PlainJson.read(line, EventEntry.class);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
