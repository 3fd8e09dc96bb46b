// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedVipsTest {
    private static final AgentConfig CONFIG = new AgentConfig(
            List.of(ServedVip.parse("211.115.115.100=10:80"), ServedVip.parse("2001:db8:115::100=ipip")),
            List.of(),
            List.of(),
            List.of());

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("allowed-vips");
    }

    @Test
    void withoutAFileEverythingIsAllowed() {
        assertThat(AllowedVips.read(file).problems(CONFIG)).isEmpty();
    }

    @Test
    void anEmptyFileAllowsNothing() throws IOException {
        Files.writeString(file, "# nothing\n");

        assertThat(AllowedVips.read(file).problems(CONFIG)).hasSize(2);
    }

    @Test
    void namesWhatLiesOutside() throws IOException {
        Files.writeString(file, "211.115.0.0/16  # ours\n\n2001:db8:116::/48\n");

        assertThat(AllowedVips.read(file).problems(CONFIG))
                .containsExactly(Problem.error(
                        0,
                        0,
                        "2001:db8:115::100 is not allowed on this server",
                        file + " allows 211.115.0.0/16, 2001:db8:116::/48"));
    }

    @Test
    void refusesAFileThatItDoesNotUnderstand() throws IOException {
        Files.writeString(file, "211.115.115.100/24\n");

        assertThatThrownBy(() -> AllowedVips.read(file))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith(file + ": prefix 211.115.115.100/24 has host bits set");
    }
}
