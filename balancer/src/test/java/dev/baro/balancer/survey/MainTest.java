// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    void aWrongOptionIsAUsageError() {
        assertThat(run("--al")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("baro dscp survey: ")
                .endsWith("see: baro dscp survey --help\n");
    }

    @Test
    void aMissingFileIsSaidInOneLine() {
        assertThat(run("-c", "/nowhere/baro.yaml")).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("/nowhere/baro.yaml: no such file; name the file with --config\n");
    }

    @Test
    void aWrongFileIsShownAsCheckShowsIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("baro.yaml");
        Files.writeString(file, "version: 2\n");

        assertThat(run("-c", file.toString())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(file + ":1:10: ");
    }

    /// Servers that are not reached by their mark are not asked, so this needs no privilege.
    @Test
    void withoutAMarkedServerThereIsNothingToAsk(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("baro.yaml");
        Files.writeString(file, """
                version: 1
                balancers: {lb-a1: {address: 192.0.2.1, interfaces: [eth0]}}
                servers: {web-1: {address: 198.51.100.1, method: ipip}}
                vips: {store: {address: 203.0.113.1, dscp: 11, servers: [web-1], ports: {http: {port: 80}}}}
                """);

        assertThat(run(
                        "-c",
                        file.toString(),
                        "--state",
                        directory.resolve("last.json").toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("lb-a1 to 0 servers: 0 arrive, 0 lost, 0 not known\n");
        assertThat(directory.resolve("last.json")).isRegularFile();
    }

    private int run(String... args) {
        return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
    }
}
