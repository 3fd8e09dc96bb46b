// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.yaml.YamlFrontEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
                .hasMessage("baro run: the cluster secret %1$s has 6 bytes, not 16 to 4096; create one: head -c 32"
                        .concat(" /dev/urandom > %1$s, and copy it to every balancer")
                        .formatted(file));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("missing");

        assertThatThrownBy(() -> ClusterSecret.key(config(file)))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith(
                        "baro run: cannot read the cluster secret " + file + ": no such file; create one: ");
    }

    @Test
    void refusesAFileThatIsTooLongWithoutReadingItAll() {
        assertThat(ClusterSecret.problem(config(Path.of("/dev/zero"))).map(Problem::what))
                .hasValue("cannot read the cluster secret /dev/zero: it is a device, not a regular file");
        assertThat(ClusterSecret.problem(config(Path.of("/proc/kallsyms"))).map(Problem::what))
                .hasValue("cannot read the cluster secret /proc/kallsyms: it is larger than 4096 bytes");
    }

    @Test
    @Timeout(10)
    void doesNotWaitForAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

        assertThat(ClusterSecret.problem(config(pipe)).map(Problem::what))
                .hasValue("cannot read the cluster secret " + pipe + ": it is a FIFO, not a regular file");
    }

    @Test
    void warnsOfAFileThatEveryUserCanRead() throws IOException {
        Path file = Files.writeString(directory.resolve("open"), "0123456789abcdef");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ClusterSecret.problem(config(file)))
                .hasValue(Problem.warning(0, 0, "every user can read the cluster secret " + file, "chmod 600 " + file));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ClusterSecret.problem(config(file))).isEmpty();
    }

    private static Config config(Path secret) {
        return YamlFrontEnd.read("version: 1\ncluster-secret-file: " + secret + "\n")
                .config()
                .orElseThrow();
    }
}
