// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {
    @Test
    void printsTheFileThatThePackageInstalls() throws IOException {
        Run run = Run.baro("schema");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        Files.readString(Path.of("../core/src/main/resources/dev/baro/core/yaml/baro-v1.schema.json")));
    }
}
