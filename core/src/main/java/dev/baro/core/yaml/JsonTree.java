// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The values without positions, for the schema validator.
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// Represents every number that is not written with digits only. `010`, `0x50` and `80.0` are not integers
    /// in this file, because readers interpret them differently.
    private static final double FRACTION = 0.5;

    private JsonTree() {}

    static JsonNode of(YamlTree tree) {
        return switch (tree) {
            case YamlTree.Scalar scalar -> scalar(scalar);
            case YamlTree.Sequence sequence -> {
                ArrayNode array = NODES.arrayNode();
                sequence.items().forEach(item -> array.add(of(item)));
                yield array;
            }
            case YamlTree.Mapping mapping -> {
                ObjectNode object = NODES.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, of(entry.value())));
                yield object;
            }
        };
    }

    private static JsonNode scalar(YamlTree.Scalar scalar) {
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
}
