// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: baro run", "--config", "--balancer", "--interface", "--socket", "--detach");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("--intreface", "eth0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("baro run: Unknown options: '--intreface', 'eth0'\nsee: baro run --help\n");
    }

    @Test
    void anInstanceIsNoPath() {
        assertThat(run("--instance", "../main")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baro run: --instance ../main: 1 to 32 letters, digits and dashes\n");
    }

    @Test
    void metricsAreServedAtAnAddressAndAPort() {
        assertThat(run("--metrics", "9310")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("\"9310\" is not an address and a port, such as 127.0.0.1:9310 or [::1]:9310");
    }

    @Test
    void aMissingFileIsAnInvalidConfiguration(@TempDir Path directory) {
        assertThat(run("--config", directory.resolve("none.yaml").toString())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.yaml", "no such file");
    }

    @Test
    void anInvalidFileIsShownWithItsProblems(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML.replace("dscp: 10", "dscp: 64"));

        assertThat(run("--config", file.toString())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(file + ":").contains("64");
    }

    private int run(String... args) {
        return Main.run(args, stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
