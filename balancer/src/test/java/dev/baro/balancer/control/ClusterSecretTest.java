// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.yaml.YamlFrontEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecretTest {
    @TempDir
    private Path directory;

    @Test
    void isTheSameOnEveryBalancerThatHasTheFile() throws IOException {
        Path here = Files.writeString(directory.resolve("here"), "0123456789abcdef");
        Path there = Files.writeString(directory.resolve("there"), "0123456789abcdef");

        assertThat(ClusterSecret.key(config(here))).isEqualTo(ClusterSecret.key(config(there)));
    }

    @Test
    void withoutAFileEveryBalancerHasItsOwn() {
        assertThat(ClusterSecret.key(Config.EMPTY)).isNotEqualTo(ClusterSecret.key(Config.EMPTY));
    }

    @Test
    void refusesAFileThatIsTooShort() throws IOException {
        Path file = Files.writeString(directory.resolve("short"), "secret");

        assertThatThrownBy(() -> ClusterSecret.key(config(file)))
                .isInstanceOf(OperatorException.class)
                .hasMessage(
                        "baro run: %1$s has 6 bytes; a cluster secret has 16 to 4096: head -c 32 /dev/urandom > %1$s,"
                                        .formatted(file)
                                + " and the same on every balancer");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("missing");

        assertThatThrownBy(() -> ClusterSecret.key(config(file)))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("baro run: cannot read the cluster secret " + file);
    }

    private static Config config(Path secret) {
        return YamlFrontEnd.read("version: 1\ncluster-secret-file: " + secret + "\n")
                .config()
                .orElseThrow();
    }
}
