// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The main job: method `dscp` between two data centres.
@Tag("end-to-end")
class LabEndToEnd extends ScenarioProofs {
    LabEndToEnd() {
        super(
                "baroe2e-",
                List.of("--scenario", "forwarding"),
                List.of(
                        "requests answered",
                        "round robin even",
                        "packets rewritten",
                        "answers from the VIP",
                        "answers bypass the balancer",
                        "daemon killed under load",
                        "reload under load",
                        "unserved port dropped",
                        "same plan from YAML"));
    }

    @Test
    void leavesNothingBehind() throws IOException {
        assertThat(namespaces()).isEmpty();
        assertThat(names().directory()).doesNotExist();
        assertThat(names().pins()).doesNotExist();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(names().directory().toString()));
    }

    private List<Path> namespaces() throws IOException {
        if (!Files.exists(Path.of("/run/netns"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(names().prefix()))
                    .toList();
        }
    }
}
