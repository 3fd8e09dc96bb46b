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
import dev.baro.core.yaml.YamlTree.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Checks single values against a schema, such as `baro-v1.schema.json`. The messages also come from the
/// schema, so its descriptions explain how to write a value.
public final class SchemaCheck {
    private final JsonNode document;
    private final Schema schema;

    private SchemaCheck(JsonNode document) {
        this.document = document;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document);
    }

    /// @param json a JSON Schema of draft 2020-12; this method closes it
    public static SchemaCheck of(InputStream json) {
        try (json) {
            return new SchemaCheck(new ObjectMapper().readTree(json.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return at most one more than [ProblemLimit#COUNTED], in which case part of the file was not checked
    public List<Problem> check(Mapping root) {
        return errors(root).stream()
                .filter(error -> !isDscpRange(error) && !isRangeOfFraction(error))
                .map(error -> SchemaMessage.of(error, found(root, error), rule(error)))
                .distinct()
                .toList();
    }

    /// Collects the first errors; the validator continues until its list is full.
    private List<Error> errors(Mapping root) {
        FullList errors = new FullList();
        try {
            return schema.validate(JsonTree.of(root), context -> context.setErrors(errors));
        } catch (FullException e) {
            return errors;
        }
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

    /// Another error already reports that it is not an integer.
    private static boolean isRangeOfFraction(Error error) {
        return isRange(error) && !error.getInstanceNode().isIntegralNumber();
    }

    /// [DscpCheck] reports it, because it has the free values and recognises a TOS value given as a DSCP.
    private static boolean isDscpRange(Error error) {
        NodePath path = error.getInstanceLocation();
        return isRange(error)
                && path.getElement(path.getNameCount() - 1).equals("dscp")
                && error.getInstanceNode().canConvertToInt();
    }

    /// The offending value, reached from the root.
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
        throw new AssertionError("the validator names a value that is not there: " + element);
    }

    /// The part of the schema with the violated keyword.
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
    /// @param key   the position of its key, or of a list item itself
    record Found(String label, Position key, YamlTree value) {

        /// The position to show: the value, or the key if the value is empty.
        Position place() {
            return value instanceof YamlTree.Scalar scalar && scalar.isBlank() ? key : value.at();
        }

        Problem atValue(String what, String fix) {
            return new Placed<>(label, place()).error(what, fix);
        }

        Problem atKey(String what, String fix) {
            return new Placed<>(label, key).error(what, fix);
        }

        /// The found value: its text in quotes, or its type.
        String said() {
            return switch (value) {
                case YamlTree.Scalar scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> Words.quoted(scalar.text());
                        case INTEGER, FLOAT, BOOLEAN, NULL -> Words.shortened(scalar.text());
                    };
                case YamlTree.Sequence _ -> "with a list";
                case YamlTree.Mapping _ -> "with keys and values";
            };
        }
    }
}
