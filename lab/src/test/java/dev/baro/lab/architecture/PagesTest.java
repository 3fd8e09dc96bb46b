// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the pages point at is there: the links of all, and the sources that those for contributors name.
class PagesTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern SOURCE = Pattern.compile("`(?:\\w+/)*([\\w.-]+\\.(?:java|h|bpf\\.c|json))`");

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (String link : found(LINK, page)) {
                links++;
                if (!Files.exists(page.resolveSibling(link))) {
                    dead.add(ClassFiles.ROOT.relativize(page) + ": " + link);
                }
            }
        }

        assertThat(links).isGreaterThan(100);
        assertThat(dead).isEmpty();
    }

    @Test
    void everySourceThatIsNamedIsThere() throws IOException {
        List<String> sources = Sources.endingWith(".java", ".h", ".bpf.c", ".json").stream()
                .map(file -> file.getFileName().toString())
                .toList();

        for (String page : List.of("ARCHITECTURE.md", "CONTRIBUTING.md")) {
            List<String> named = found(SOURCE, ClassFiles.ROOT.resolve(page));

            assertThat(named).as(page).hasSizeGreaterThan(10);
            assertThat(sources).as(page).containsAll(named);
        }
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(ClassFiles.ROOT);
                Stream<Path> docs = Files.walk(ClassFiles.ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
