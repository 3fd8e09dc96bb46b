// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An editor underlines what `baro check` refuses for its structure, and nothing in a file that it accepts.
@Tag("end-to-end")
@Timeout(600)
class EditorTest {
    private static final Path SCHEMA =
            Path.of("src/main/resources/dev/baro/core/yaml/baro-v1.schema.json").toAbsolutePath();

    /// What no editor can see: it looks at each document alone, merges what a merge key names, and has numbers where
    /// the file has digits.
    private static final Set<String> UNSEEN =
            Set.of("empty.yaml", "merge-key.yaml", "numbers-of-other-forms.yaml", "two-documents.yaml");

    @Test
    void agreesWithCheck() throws Exception {
        List<String> wrong = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        try (LanguageServer editor = LanguageServer.start(SCHEMA)) {
            for (Path file : files()) {
                String name = file.getFileName().toString();
                String text = Files.readString(file).replace("/usr/share/baro/baro-v1.schema.json", SCHEMA.toString());
                List<String> underlined = editor.diagnostics(name, text);
                if (YamlFrontEnd.read(text).config().isPresent()) {
                    accepted++;
                    underlined.forEach(found -> wrong.add(name + " is accepted but underlined at " + found));
                } else if (isOfStructure(text)) {
                    refused++;
                    if (underlined.isEmpty() != UNSEEN.contains(name)) {
                        wrong.add(name + " is refused for its structure: " + underlined);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(accepted).as("files that check accepts").isGreaterThan(20);
        assertThat(refused).as("files that check refuses for their structure").isGreaterThan(40);
    }

    @Test
    void seesThatTheModelineNamesAFileThatIsNotThere() throws Exception {
        try (LanguageServer editor = LanguageServer.start(SCHEMA)) {
            assertThat(editor.diagnostics("x.yaml", "# yaml-language-server: $schema=/nowhere/x.json\nversion: 1\n"))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("/nowhere/x.json");
        }
    }

    static boolean isOfStructure(String text) throws IOException {
        try (InputStream json = YamlFrontEnd.class.getResourceAsStream("baro-v1.schema.json")) {
            return switch (YamlParser.parse(text)) {
                case Parsed.Broken _ -> true;
                case Parsed.Tree tree ->
                    !tree.problems().isEmpty()
                            || !SchemaCheck.of(Objects.requireNonNull(json))
                                    .check(tree.root())
                                    .isEmpty();
            };
        }
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        Path good = Path.of(
                Objects.requireNonNull(EditorTest.class.getResource("good")).toURI());
        Path root = good.resolve("../..").normalize();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
