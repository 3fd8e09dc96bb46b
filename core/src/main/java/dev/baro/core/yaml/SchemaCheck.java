// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Words;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Checks single values against a schema, such as `baro-v1.schema.json`. The messages are also derived from the
/// schema, so its descriptions explain how to write a value.
public final class SchemaCheck {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// Represents every number that is not written with digits only. `010`, `0x50` and `80.0` are not integers
    /// in this file, because readers interpret them differently.
    private static final double FRACTION = 0.5;

    private final JsonNode document;
    private final PlainSchema plain;
    private @Nullable Schema schema;

    private SchemaCheck(JsonNode document) {
        this.document = document;
        this.plain = new PlainSchema(document);
    }

    /// @param json a stream with a JSON Schema of draft 2020-12; this method closes it
    public static SchemaCheck of(InputStream json) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return new SchemaCheck(document(parser));
        }
    }

    /// Reads the value that begins with the current token, without a mapper, whose initialization takes long.
    private static JsonNode document(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    object.set(name, document(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(document(json));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.stringNode(json.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(json.getIntValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
            default -> throw new IllegalArgumentException("not in a schema: " + json.currentToken());
        };
    }

    /// @return at most one more than [ProblemLimit#COUNTED], in which case part of the file was not checked
    public List<Problem> check(Mapping root) {
        return plain.accepts(root)
                ? List.of()
                : errors(root).stream()
                        .filter(error -> !isDscpRange(error) && !isRangeOfFraction(error))
                        .map(error -> SchemaMessage.of(error, found(root, error), rule(error)))
                        .distinct()
                        .toList();
    }

    PlainSchema plain() {
        return plain;
    }

    /// Collects the first errors: the validator stops when the list of errors is full.
    List<Error> errors(Mapping root) {
        FullList errors = new FullList();
        try {
            return schema().validate(values(root), context -> context.setErrors(errors));
        } catch (FullException e) {
            return errors;
        }
    }

    private synchronized Schema schema() {
        if (schema == null) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(document);
        }
        return schema;
    }

    /// The values without positions, for the validator.
    private static JsonNode values(YamlTree tree) {
        return switch (tree) {
            case Scalar scalar -> value(scalar);
            case Sequence sequence -> {
                ArrayNode array = NODES.arrayNode();
                sequence.items().forEach(item -> array.add(values(item)));
                yield array;
            }
            case Mapping mapping -> {
                ObjectNode object = NODES.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, values(entry.value())));
                yield object;
            }
        };
    }

    private static JsonNode value(Scalar scalar) {
        return switch (scalar.kind()) {
            case TEXT -> NODES.stringNode(scalar.text());
            case INTEGER ->
                ScalarKind.isPlain(scalar.text())
                        ? NODES.numberNode(ScalarKind.integer(scalar.text()))
                        : NODES.numberNode(FRACTION);
            case FLOAT -> NODES.numberNode(FRACTION);
            case BOOLEAN -> NODES.booleanNode(Boolean.parseBoolean(scalar.text()));
            case NULL -> NODES.nullNode();
        };
    }

    private static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException() {
            super("full", null, false, false);
        }
    }

    private static final class FullList extends ArrayList<Error> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean add(Error error) {
            if (size() > ProblemLimit.COUNTED) {
                throw new FullException();
            }
            return super.add(error);
        }
    }

    private static boolean isRange(Error error) {
        return error.getKeyword().equals("minimum") || error.getKeyword().equals("maximum");
    }

    /// Whether the error is about the range of a fraction; another error already reports that the number
    /// is not an integer.
    private static boolean isRangeOfFraction(Error error) {
        return isRange(error) && !error.getInstanceNode().isIntegralNumber();
    }

    /// Whether the error is about the range of a DSCP; [DscpCheck] reports those, because it knows which values
    /// are free, and recognises a TOS value given as a DSCP.
    private static boolean isDscpRange(Error error) {
        NodePath path = error.getInstanceLocation();
        return isRange(error)
                && path.getElement(path.getNameCount() - 1).equals("dscp")
                && error.getInstanceNode().canConvertToInt();
    }

    /// The value that is wrong, found by its path from the root.
    private static Found found(Mapping root, Error error) {
        NodePath path = error.getInstanceLocation();
        Found found = new Found("the file", Position.START, root);
        for (int i = 0; i < path.getNameCount(); i++) {
            found = step(found, path.getElement(i));
        }
        return found;
    }

    private static Found step(Found from, Object element) {
        if (from.value() instanceof Sequence sequence && element instanceof Integer index) {
            YamlTree item = sequence.items().get(index);
            return new Found("item %d of %s".formatted(index + 1, from.label()), item.at(), item);
        }
        if (from.value() instanceof Mapping mapping) {
            Entry entry = mapping.entry(element.toString()).orElseThrow();
            return new Found(entry.key(), entry.at(), entry.value());
        }
        throw new AssertionError("the validator refers to a value that does not exist: " + element);
    }

    /// The part of the schema that contains the violated keyword.
    private JsonNode rule(Error error) {
        NodePath path = error.getSchemaLocation().getFragment();
        JsonNode node = document;
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            node = path.getElement(i) instanceof Integer index
                    ? node.path(index)
                    : node.path(path.getElement(i).toString());
        }
        return node;
    }

    /// A value that breaks a rule of the schema.
    ///
    /// @param label the value's name in messages: its key, or `item 2 of servers`
    /// @param key   the position of the value's key, or of a list item itself
    record Found(String label, Position key, YamlTree value) {

        /// The position to show: the value, or the key if the value is empty.
        Position place() {
            return value instanceof Scalar scalar && scalar.isBlank() ? key : value.at();
        }

        Problem atValue(String what, String fix) {
            return new Placed<>(label, place()).error(what, fix);
        }

        Problem atKey(String what, String fix) {
            return new Placed<>(label, key).error(what, fix);
        }

        /// The value as shown in messages: its text in quotes, or its type.
        String said() {
            return switch (value) {
                case Scalar scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> Words.quoted(scalar.text());
                        case INTEGER, FLOAT, BOOLEAN, NULL -> Words.shortened(scalar.text());
                    };
                case Sequence _ -> "with a list";
                case Mapping _ -> "with keys and values";
            };
        }
    }
}
