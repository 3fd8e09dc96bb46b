// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.architecture.Promtool.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dashboard that is shipped asks for nothing that the daemon does not tell.
class DashboardTest {
    private static final Pattern SERIES = Pattern.compile("\\b((?:baro|process|jvm)_[a-z_]+)(\\{[^}]*})?");
    private static final Pattern DESCRIBED =
            Pattern.compile("(?m)^\\| `((?:baro|process|jvm)_[a-z_]+)(?:\\{([a-z_,]+)})?`");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=");

    private final JsonNode dashboard = new JsonMapper().readTree(ClassFiles.ROOT.resolve("contrib/grafana/baro.json"));

    @Test
    void eachQueryNamesSeriesAndLabelsThatAreDescribed() throws IOException {
        TreeSet<String> series = new TreeSet<>();
        TreeSet<String> labels = new TreeSet<>(List.of("instance", "job"));
        DESCRIBED
                .matcher(Files.readString(ClassFiles.ROOT.resolve("docs/reference/metrics.md")))
                .results()
                .forEach(row -> {
                    series.add(row.group(1));
                    if (row.group(2) != null) {
                        labels.addAll(List.of(row.group(2).split(",", -1)));
                    }
                });

        for (String query : queries()) {
            Matcher asked = SERIES.matcher(query);
            assertThat(asked.find()).as(query).isTrue();
            do {
                assertThat(series).contains(asked.group(1).replaceFirst("_bucket$", ""));
                assertThat(labels).containsAll(named(asked.group(2)));
            } while (asked.find());
        }
    }

    @Test
    void prometheusTakesEachQuery(@TempDir Path directory) throws Exception {
        Promtool promtool = Promtool.in(directory);
        List<String> queries = queries();
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (int i = 0; i < queries.size(); i++) {
            String query = queries.get(i).replace("$instance", ".*").replace("$__rate_interval", "1m");
            rules.append("      - {record: 'panel:query:")
                    .append(i)
                    .append("', expr: '")
                    .append(query)
                    .append("'}\n");
        }
        Files.writeString(directory.resolve("queries.yaml"), rules);

        assertThat(promtool.run("check", "rules", "queries.yaml"))
                .as(rules.toString())
                .returns(0, Output::exit);
    }

    @Test
    void panelsDoNotOverlap() {
        boolean[][] taken = new boolean[100][24];
        for (JsonNode panel : dashboard.path("panels")) {
            JsonNode place = panel.path("gridPos");
            for (int y = place.path("y").asInt();
                    y < place.path("y").asInt() + place.path("h").asInt();
                    y++) {
                for (int x = place.path("x").asInt();
                        x < place.path("x").asInt() + place.path("w").asInt();
                        x++) {
                    assertThat(taken[y][x]).as(panel.path("title").asString()).isFalse();
                    taken[y][x] = true;
                }
            }
        }
    }

    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            panel.path("targets")
                    .forEach(target -> queries.add(target.path("expr").asString()));
        }
        assertThat(queries).hasSizeGreaterThan(12).doesNotContain("");
        return queries;
    }

    private static List<String> named(String selector) {
        return selector == null
                ? List.of()
                : LABEL.matcher(selector).results().map(label -> label.group(1)).toList();
    }
}
