// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.io.StringWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Converts records of this package to JSON text and back, indented, with names in lower_case_with_underscores.
public final class Json {
    private Json() {}

    /// Thrown if a text is not JSON of the requested form.
    public static final class UnreadableException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The mapper is created on demand, because its initialization is slow.
    private static final class Mapper {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();

        static final JsonMapper LINES =
                MAPPER.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build();
    }

    public static String write(Object value) {
        return Mapper.MAPPER.writeValueAsString(value);
    }

    /// Writes the record on one line.
    public static String line(Object value) {
        return Mapper.LINES.writeValueAsString(value);
    }

    /// @param json text
    /// @return the record as YAML, with every string quoted
    public static String yaml(String json) {
        StringWriter yaml = new StringWriter();
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                .build();
        // Token by token: the mappers take longer to initialize than everything else takes.
        try (JsonParser from = new JsonFactory().createParser(ObjectReadContext.empty(), json);
                JsonGenerator to = factory.createGenerator(ObjectWriteContext.empty(), yaml)) {
            while (from.nextToken() != null) {
                to.copyCurrentEvent(from);
            }
        }
        return yaml.toString();
    }

    /// Skips fields that the record does not have, so that an older client can read a newer daemon's answers.
    ///
    /// @throws UnreadableException if the text is not JSON of this form
    public static <T> T read(String text, Class<T> type) {
        return PlainJson.read(text, type).orElseGet(() -> readMapped(text, type));
    }

    private static <T> T readMapped(String text, Class<T> type) {
        try {
            return Mapper.MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw new UnreadableException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
