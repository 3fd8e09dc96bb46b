// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Every key of the schema by its path, such as `vips.ports.check.l7.text`. Names of VIPs, ports and the like are no
/// part of it.
public final class SchemaPaths {
    private static final int DEEPEST = 24;

    private final JsonNode schema;
    private final SequencedMap<String, JsonNode> found = new TreeMap<>();

    private SchemaPaths(JsonNode schema) {
        this.schema = schema;
    }

    /// @return what the schema says of each key, in the order of the alphabet
    public static SequencedMap<String, JsonNode> read() throws IOException {
        try (InputStream json = YamlFrontEnd.class.getResourceAsStream("baro-v1.schema.json")) {
            SchemaPaths paths = new SchemaPaths(new ObjectMapper().readTree(Objects.requireNonNull(json)));
            paths.collect(paths.schema, "", 0);
            return paths.found;
        }
    }

    private void collect(JsonNode node, String path, int depth) {
        if (depth > DEEPEST) {
            throw new AssertionError("the schema has no end at " + path);
        }
        if (node.has("$ref")) {
            String name = node.path("$ref").asString("").replace("#/$defs/", "");
            collect(schema.path("$defs").path(name), path, depth + 1);
        }
        node.path("patternProperties").forEach(child -> collect(child, path, depth + 1));
        if (node.has("items")) {
            collect(node.path("items"), path, depth + 1);
        }
        node.path("properties").properties().forEach(property -> {
            String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            found.putIfAbsent(key, property.getValue());
            collect(property.getValue(), key, depth + 1);
        });
    }
}
