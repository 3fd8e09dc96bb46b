// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each `wrong/NAME.yaml` is answered with `wrong/NAME.txt`, character by character.
class WrongFilesTest {
    @ParameterizedTest
    @MethodSource("names")
    void isAnsweredAsWritten(String name) throws Exception {
        String text = Files.readString(directory().resolve(name + ".yaml"));

        Reading<Config> reading = YamlFrontEnd.read(text);

        assertThat(ProblemText.render(name + ".yaml", text, reading.problems()))
                .isEqualTo(Files.readString(directory().resolve(name + ".txt")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isRefusedUnlessTheNameSaysWarningOrNote(String name) throws Exception {
        Reading<Config> reading = YamlFrontEnd.read(Files.readString(directory().resolve(name + ".yaml")));

        boolean accepted = name.startsWith("warning-") || name.startsWith("note-");
        assertThat(reading).isInstanceOf(accepted ? Reading.Accepted.class : Reading.Refused.class);
    }

    static List<String> names() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(WrongFilesTest.class.getResource("wrong").toURI());
    }
}
