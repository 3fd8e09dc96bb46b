// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.writer.YamlText;
import dev.baro.core.yaml.SchemaPaths;
import dev.baro.core.yaml.YamlFrontEnd;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each `cases/NAME.conf` is answered with `cases/NAME.txt` and becomes `cases/NAME.yaml`, character by character; a
/// text without a `.yaml` is refused.
class CasesTest {
    @ParameterizedTest
    @MethodSource("names")
    void isAnsweredAsWritten(String name) throws Exception {
        String text = Files.readString(directory().resolve(name + ".conf"));

        Reading<Config> reading = FrontEnd.read(text);

        assertThat(ProblemText.render(name + ".conf", text, reading.problems()))
                .isEqualTo(Files.readString(directory().resolve(name + ".txt")));
        Path yaml = directory().resolve(name + ".yaml");
        assertThat(reading.config().map(YamlText::of).orElse(""))
                .isEqualTo(Files.exists(yaml) ? Files.readString(yaml) : "");
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatComesOutIsAcceptedAndMeansTheSame(String name) throws Exception {
        Reading<Config> reading = FrontEnd.read(Files.readString(directory().resolve(name + ".conf")));

        reading.config().ifPresent(config -> {
            Reading<Config> again = YamlFrontEnd.read(YamlText.of(config));
            assertThat(again.problems()).noneMatch(problem -> problem.severity() == Severity.ERROR);
            assertThat(again.config()).contains(config);
        });
    }

    /// The texts mark every secret by this word.
    @ParameterizedTest
    @MethodSource("names")
    void noSecretComesOut(String name) throws Exception {
        String text = Files.readString(directory().resolve(name + ".conf"));

        Reading<Config> reading = FrontEnd.read(text);

        assertThat(ProblemText.render(name + ".conf", text, reading.problems())).doesNotContain("SECRET");
        assertThat(reading.problems().toString()).doesNotContain("SECRET");
        assertThat(reading.config().map(YamlText::of).orElse("")).doesNotContain("SECRET");
    }

    /// A sentence that names a key in brackets names one that there is.
    @ParameterizedTest
    @MethodSource("names")
    void everyKeyThatIsNamedExists(String name) throws Exception {
        Set<String> known = SchemaPaths.read().keySet();
        String said = FrontEnd.read(Files.readString(directory().resolve(name + ".conf")))
                .problems()
                .toString();

        List<String> named = Pattern.compile("\\(((?:[a-z0-9-]+\\.)+[a-z0-9-]+)\\)")
                .matcher(said)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(known).containsAll(named);
    }

    static List<String> names() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - ".conf".length()))
                    .sorted()
                    .toList();
        }
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(CasesTest.class.getResource("cases")).toURI());
    }
}
