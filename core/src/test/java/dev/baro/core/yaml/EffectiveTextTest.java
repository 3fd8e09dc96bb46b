// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.writer.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `baro check --effective`: every default of the schema is written out.
class EffectiveTextTest {
    /// Below them stand names that the file gives.
    private static final Set<String> NAMED =
            Set.of("balancers", "data-centres", "servers", "vips", "vips.ports", "vips.ports.check.l7.headers");

    private static final Config CONFIG = YamlFrontEnd.read("""
            version: 1
            data-centres:
              here: {}
            servers:
              web-1: {address: 10.10.10.1}
              web-2: {address: 10.10.10.2}
            vips:
              store:
                address: 198.51.100.10
                dscp: 11
                slow-start: 30s
                affinity: {by: client-address}
                servers: [web-1, web-2]
                standby: {servers: [web-2]}
                ports:
                  ssl: {port: 443, check: {l7: {https: GET /}}}
                  dns: {port: 53, protocol: udp, check: {dns: {name: example.com}}}
            """).config().orElseThrow();

    @Test
    void printsEveryDefaultOfTheSchema() throws IOException {
        Set<String> printed = new TreeSet<>();
        collect(new YAMLMapper().readTree(YamlText.effective(CONFIG)), "", printed);

        List<String> defaults = new ArrayList<>();
        SchemaPaths.read().forEach((path, rule) -> {
            // A check is written out at each port that uses it.
            if (rule.has("default") && !path.startsWith("checks.")) {
                defaults.add(path);
            }
        });

        assertThat(defaults).hasSizeGreaterThan(20);
        assertThat(printed).containsAll(defaults);
    }

    @Test
    void printsEachLayersTiming() {
        assertThat(YamlText.effective(CONFIG))
                .contains(
                        "  l2: {interval: 10s, fast-interval: 10s, timeout: 1s, fall: 3, rise: 2}",
                        "  l3: {interval: 1s, fast-interval: 1s, timeout: 500ms, fall: 3, rise: 2}",
                        "  l4: {interval: 2s, fast-interval: 2s, timeout: 1s, fall: 2, rise: 1}",
                        "  l7: {interval: 5s, fast-interval: 5s, timeout: 2s, fall: 3, rise: 2}");
    }

    @Test
    void meansTheSame() {
        assertThat(YamlFrontEnd.read(YamlText.effective(CONFIG)).config()).contains(CONFIG);
    }

    private static void collect(JsonNode node, String path, Set<String> paths) {
        node.properties().forEach(property -> {
            if (NAMED.contains(path)) {
                below(property.getValue(), path, paths);
            } else {
                String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
                paths.add(key);
                collect(property.getValue(), key, paths);
            }
        });
    }

    private static void below(JsonNode named, String path, Set<String> paths) {
        named.properties().forEach(property -> {
            String key = path + "." + property.getKey();
            paths.add(key);
            collect(property.getValue(), key, paths);
        });
    }
}
