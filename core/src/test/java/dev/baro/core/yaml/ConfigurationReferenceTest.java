// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `docs/reference/configuration.md` and the schema say the same.
class ConfigurationReferenceTest {
    @Test
    void theExampleIsValid() throws IOException {
        String page = page();
        int begin = page.indexOf("```yaml\n") + "```yaml\n".length();

        Reading<Config> reading = YamlFrontEnd.read(page.substring(begin, page.indexOf("```", begin)));

        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void everyKeyIsDescribed() throws IOException {
        String page = page();

        assertThat(keys(schema(), new TreeSet<>()))
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    @Test
    void everyKeyHasADescriptionForEditors() throws IOException {
        for (Map.Entry<String, JsonNode> holder : schema().path("$defs").properties()) {
            assertThat(holder.getValue().path("properties").properties())
                    .allSatisfy(property -> assertThat(
                                    property.getValue().path("description").asString(""))
                            .as(holder.getKey() + "." + property.getKey())
                            .isNotEmpty());
        }
    }

    private static Set<String> keys(JsonNode node, Set<String> keys) {
        keys.addAll(node.path("properties").propertyNames());
        node.values().forEach(child -> keys(child, keys));
        return keys;
    }

    private static JsonNode schema() throws IOException {
        try (InputStream json = ConfigurationReferenceTest.class.getResourceAsStream("baro-v1.schema.json")) {
            return new ObjectMapper().readTree(json.readAllBytes());
        }
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "reference", "configuration.md"));
    }
}
