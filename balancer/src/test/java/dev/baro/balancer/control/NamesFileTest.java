// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesFileTest {
    private static final String TEXT = """
            version: 1
            servers:
              web-1: {address: 198.51.100.1}
              web-2: {address: 198.51.100.2}
            vips:
              store: {address: 192.0.2.100, dscp: 10, servers: [web-1, web-2], ports: {http: {port: 80}}}
            """;

    @TempDir
    private Path directory;

    @Test
    void hasTheNamesThatAreInForce() throws IOException {
        NamesFile names = new NamesFile(directory.resolve("baro.sock"));
        Path file = directory.resolve("baro.sock.names");

        names.save(config(TEXT));

        assertThat(file).hasContent("server web-1\nserver web-2\nvip store\n");

        names.save(config(TEXT.replace("web-2", "web-3")));

        assertThat(file).hasContent("server web-1\nserver web-3\nvip store\n");
    }

    @Test
    void aDirectoryThatCannotBeWrittenStopsNothing() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        new NamesFile(file.resolve("baro.sock")).save(Config.EMPTY);

        assertThat(file).isEmptyFile();
    }

    private static Config config(String text) {
        return new YamlReader().read(text).config().orElseThrow();
    }
}
