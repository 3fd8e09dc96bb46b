// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A YAML document that still knows where everything stood.
sealed interface YamlNode {
    Position at();

    /// @param line   1-based
    /// @param column 1-based
    record Position(int line, int column) {
        /// What belongs to no place in a file.
        static final Position NONE = new Position(0, 0);
    }

    /// @param text as written, without quotes; empty for nothing at all
    record Scalar(Position at, String text) implements YamlNode {}

    record Sequence(Position at, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// @param entries in the order of the file; a key may occur twice
    record Mapping(Position at, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    record Entry(Scalar key, YamlNode value) {}

    /// The text is not YAML at all.
    final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Position at;

        SyntaxException(Position at, String message, Throwable cause) {
            super(message, cause);
            this.at = at;
        }

        Position at() {
            return at;
        }
    }

    /// @return the document; an empty scalar when there is none
    static YamlNode parse(String text) throws SyntaxException {
        try (JsonParser parser = new YAMLMapper().createParser(text)) {
            return parser.nextToken() == null ? new Scalar(new Position(1, 1), "") : node(parser);
        } catch (JacksonException e) {
            String message = e.getOriginalMessage();
            throw new SyntaxException(
                    position(e.getLocation()), message.lines().findFirst().orElse("unreadable"), e);
        }
    }

    private static YamlNode node(JsonParser parser) {
        Position at = position(parser.currentTokenLocation());
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, at);
            case START_ARRAY -> sequence(parser, at);
            case VALUE_NULL -> new Scalar(at, "");
            case null, default -> new Scalar(at, parser.getString());
        };
    }

    private static Mapping mapping(JsonParser parser, Position at) {
        List<Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Scalar key = new Scalar(position(parser.currentTokenLocation()), parser.currentName());
            parser.nextToken();
            entries.add(new Entry(key, node(parser)));
        }
        return new Mapping(at, entries);
    }

    private static Sequence sequence(JsonParser parser, Position at) {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
        }
        return new Sequence(at, items);
    }

    private static Position position(TokenStreamLocation location) {
        return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
