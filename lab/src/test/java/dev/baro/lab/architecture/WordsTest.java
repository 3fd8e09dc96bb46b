// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One word per thing: what docs/reference/glossary.md retires does not come back.
class WordsTest {
    /// As words of code or prose. Words that are right in another sense are bound to the wrong one.
    private static final List<Pattern> RETIRED = Stream.of(
                    "[Mm]end(s|ed|edBy|ing)?",
                    "[Ss]tandings|[Ss]tanding(Report|View)",
                    "drain-status",
                    "OVER THE FILE|said over the file",
                    "enum verdict",
                    "baro_xdp_packets_total\\{verdict",
                    "baro_server_connections_total",
                    "vserver",
                    "[A-Z]+_MENDED|MEND_[A-Z]+|[a-z]\\w*Mend",
                    "[Qq]uiesced?",
                    "signs",
                    "EchoDesk|TimingWheel|HealthWatch|HealthMemory|ProbeStart",
                    "StartException|CliException|AgentException|YamlNode")
            .map(word -> Pattern.compile("(?<![\\w-])(" + word + ")(?![\\w-])"))
            .toList();

    @Test
    void retiredWordsStayAway() throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        for (Path file : files()) {
            files++;
            List<String> lines = Files.readAllLines(file);
            for (int line = 0; line < lines.size(); line++) {
                String text = lines.get(line);
                if (RETIRED.stream().anyMatch(word -> word.matcher(text).find())) {
                    found.add(ClassFiles.ROOT.relativize(file) + ":" + (line + 1) + ": " + text.strip());
                }
            }
        }

        assertThat(files).isGreaterThan(500);
        assertThat(found).isEmpty();
    }

    @Test
    void everyWordOfTheTestIsOfTheGlossaryOrATypeThatIsGone() throws IOException {
        String glossary = Files.readString(ClassFiles.ROOT.resolve("docs/reference/glossary.md"));

        assertThat(glossary)
                .contains("| mend |")
                .contains("| standing |")
                .contains("| verdict |")
                .contains("| signs |")
                .contains("| quiesce |")
                .contains("vserver");
    }

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        List<Path> roots = new ArrayList<>(List.of(
                ClassFiles.ROOT.resolve("docs"),
                ClassFiles.ROOT.resolve("README.md"),
                ClassFiles.ROOT.resolve("tools")));
        ClassFiles.MODULES.forEach(
                module -> roots.add(ClassFiles.ROOT.resolve(module).resolve("src")));
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.endsWith("glossary.md") && !file.endsWith("WordsTest.java"))
                        .filter(file -> !file.toString().endsWith(".svg")
                                && !file.toString().endsWith(".png"))
                        .forEach(all::add);
            }
        }
        return all;
    }
}
