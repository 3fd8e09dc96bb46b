// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartCheckTest {
    @Test
    void aTableThatDoesNotFitIsAWarning() {
        assertThat(StartCheck.memory(1 << 20, 1 << 20)).isEmpty();
        assertThat(StartCheck.memory(1 << 20, 512 << 10))
                .hasValue(Problem.warning(
                        0,
                        0,
                        "the session table and rings take 1024 MiB, but only 512 MiB are available",
                        "configure fewer sessions: sessions: {max: ...}"));
    }

    @Test
    void aLineToTypeNamesTheSocketUnlessItIsTheUsualOne() {
        assertThat(check("/run/baro/baro.sock").baro("apply --force")).isEqualTo("baro apply --force");
        assertThat(check("/run/baro/b.sock").baro("apply --force"))
                .isEqualTo("baro apply --force --socket /run/baro/b.sock");
    }

    private static StartCheck check(String socket) {
        Settings settings = new Settings(Path.of("/etc/baro/baro.yaml"), "", List.of(), "main", Path.of(socket));
        return new StartCheck(settings, "lb-a1", Set.of(), List.of());
    }
}
