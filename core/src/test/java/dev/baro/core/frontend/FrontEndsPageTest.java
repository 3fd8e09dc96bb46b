// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.serveriron.FrontEnd;
import dev.baro.core.writer.YamlText;
import dev.baro.core.yaml.SchemaPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Each front end answers for each key of the model: how its language says it, or why it cannot.
class FrontEndsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "front-ends.md");
    private static final String BEGIN = "| key | YAML | ServerIron |\n|---|---|---|\n";

    /// The lines of [#TEXT] behind which a line of each place stands.
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("timed", "server port 53"),
            Map.entry("profile", "server port 80"),
            Map.entry("real", " port http # of web1"),
            Map.entry("server", "server real web1 192.0.2.1"),
            Map.entry("weighted", " port http # of web1"),
            Map.entry("dns", " port dns # of web1"),
            Map.entry("ssl", " port ssl # of web1"),
            Map.entry("virtual", " port http # of store"),
            Map.entry("other", "server port 8080"),
            Map.entry("otherurl", "server port 8080"),
            Map.entry("uneven", " port 8080 # of store"),
            Map.entry("l2", " port http # of store"),
            Map.entry("global", "! global"));

    private static final String TEXT = """
            ! global
            server port 80
             tcp
            server port 8080
             tcp
            server port 53
            server real web1 192.0.2.1
             port http # of web1
             port 8080 # of web1
             port dns # of web1
             port ssl # of web1
            server real web2 192.0.2.2
             port http
            server virtual store 198.51.100.1
             tos-marking 11 hc-l3-dsr
             predictor round-robin
             port http # of store
             port http lb-pri-servers
             port 8080 # of store
            """;

    /// @param place of the line; empty where the language cannot say it
    /// @param text  the line, or why not
    /// @param yaml  what comes out
    record Answer(String key, String place, String text, String yaml) {
        static Answer of(String line) {
            String key = line.substring(0, line.indexOf(' '));
            String rest = line.substring(key.length() + 3);
            if (line.charAt(key.length() + 1) == '-') {
                return new Answer(key, "", rest, "");
            }
            int colon = rest.indexOf(": ");
            int arrow = rest.indexOf(" => ");
            return new Answer(
                    key, rest.substring(0, colon), rest.substring(colon + 2, arrow), rest.substring(arrow + 4));
        }

        boolean says() {
            return !place.isEmpty();
        }

        String cell() {
            return says() ? "`" + text.replace("|", "\\|") + "`" : "no: " + text;
        }
    }

    @Test
    void everyKeyOfTheSchemaHasAnAnswer() throws IOException {
        assertThat(answers().keySet()).containsExactlyInAnyOrderElementsOf(keys().keySet());
    }

    @ParameterizedTest
    @MethodSource("said")
    void theLineSaysWhatTheAnswerPromises(Answer answer) {
        assertThat(imported(text(answer, true))).as(answer.text()).contains(answer.yaml());
        if (!answer.place().equals("base")) {
            assertThat(imported(text(answer, false))).as("without it").doesNotContain(answer.yaml());
        }
    }

    @Test
    void thePageShowsTheAnswers() throws IOException {
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf(BEGIN) + BEGIN.length());

        assertThat(table.substring(0, Math.max(0, table.indexOf("\n\n") + 1))).isEqualTo(rows());
    }

    private static String rows() throws IOException {
        SequencedMap<String, Answer> answers = answers();
        return keys().entrySet().stream()
                .map(key -> "| `%s` | %s | %s |\n"
                        .formatted(
                                key.getKey(),
                                yaml(key.getValue()),
                                Objects.requireNonNull(answers.get(key.getKey()))
                                        .cell()))
                .collect(Collectors.joining());
    }

    /// What the key takes there, and its default.
    private static String yaml(JsonNode rule) {
        String values = rule.path("enum")
                .valueStream()
                .map(word -> "`" + word.asString() + "`")
                .collect(Collectors.joining(", "));
        String range = rule.has("minimum") && rule.path("type").isString()
                ? rule.path("minimum").asInt() + " to " + rule.path("maximum").asInt()
                : "";
        String kind = !values.isEmpty() ? values : !range.isEmpty() ? range : kind(rule);
        String usual = rule.path("default").asString("");
        return rule.has("default")
                ? kind + "; `" + (usual.isEmpty() ? rule.path("default").toString() : usual) + "`"
                : kind;
    }

    private static String kind(JsonNode rule) {
        if (rule.has("$ref")) {
            String name = rule.path("$ref").asString("").replace("#/$defs/", "");
            return List.of(
                                    "name",
                                    "address",
                                    "duration",
                                    "absolute-path",
                                    "session-timeout",
                                    "count",
                                    "octets",
                                    "request-line")
                            .contains(name)
                    ? name.replace('-', ' ').replace("session timeout", "duration")
                    : "keys";
        }
        return switch (rule.path("type").asString("")) {
            case "object" -> "keys";
            case "array" -> "list";
            case "boolean" -> "`true`, `false`";
            case "" ->
                rule.has("const")
                        ? rule.path("const").toString()
                        : rule.path("title").asString("list or keys");
            default -> rule.path("title").asString("text");
        };
    }

    private static String text(Answer answer, boolean with) {
        String marked = answer.place().equals("l2") && with ? TEXT.replace(" tos-marking 11 hc-l3-dsr\n", "") : TEXT;
        String weighted = answer.place().equals("weighted")
                ? marked.replace("predictor round-robin", "predictor weighted-round-robin")
                : marked;
        String urls = answer.place().equals("otherurl")
                ? weighted.replace(" port 8080 # of web1\n", " port 8080 # of web1\n port 8080 url \"GET /up\"\n")
                : weighted;
        if (answer.place().equals("timed")) {
            urls = urls.replace(
                    " port dns # of web1\n", " port dns # of web1\n port dns addr_query \"www.example.com\"\n");
        }
        boolean uneven = answer.place().equals("uneven");
        String binds = " bind http web1 http web2 http\n"
                + (List.of("other", "otherurl").contains(answer.place()) ? " bind 8080 web1 8080\n" : "")
                + (answer.place().equals("ssl") ? " bind ssl web1 ssl\n" : "")
                + (List.of("dns", "timed").contains(answer.place()) ? " bind dns web1 dns\n" : "");
        String shortest = List.of("other", "otherurl", "timed").contains(answer.place())
                ? urls.replace("server port 80\n", "server port 80\n tcp keepalive 10 1\n")
                : urls;
        String before = PLACES.getOrDefault(answer.place(), "");
        String text = with && !before.isEmpty() && !uneven
                ? shortest.replace(before + "\n", before + "\n" + answer.text() + "\n")
                : shortest;
        return text + binds + (uneven && with ? answer.text() + "\n" : "");
    }

    private static String imported(String text) {
        return FrontEnd.read(text)
                .config()
                .map(YamlText::of)
                .orElseThrow(() -> new AssertionError(FrontEnd.read(text).problems() + "\n" + text));
    }

    static Stream<Answer> said() throws IOException {
        return answers().values().stream().filter(Answer::says);
    }

    private static SequencedMap<String, Answer> answers() throws IOException {
        SequencedMap<String, Answer> answers = new LinkedHashMap<>();
        try (InputStream lines = FrontEndsPageTest.class.getResourceAsStream("serveriron-keys.txt")) {
            new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Answer::of)
                    .forEach(answer -> answers.put(answer.key(), answer));
        }
        return answers;
    }

    /// What stands below `checks` stands at a port too.
    private static SequencedMap<String, JsonNode> keys() throws IOException {
        SequencedMap<String, JsonNode> keys = new LinkedHashMap<>(SchemaPaths.read());
        keys.keySet().removeIf(key -> key.startsWith("checks."));
        return keys;
    }
}
