// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.Run;
import dev.baro.cli.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportServerIronCommandTest {
    @Test
    void yamlIsTheAnswerAndTheReportIsNot(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("store.conf"), Texts.SERVERIRON);

        Run run = Run.baro("import", "serveriron", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("store-app1:").doesNotContain("note");
        assertThat(run.err()).contains(file.toString());
    }

    @Test
    void aTextThatIsNoServerIronIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("store.conf"), "listen 80\n");

        Run run = Run.baro("import", "serveriron", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(file.toString());
    }

    @Test
    void theFormatMustBeSaid() {
        Run run = Run.baro("import");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("baro: the format is missing: serveriron\n");
    }
}
