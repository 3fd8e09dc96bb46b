// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.network.Names;
import dev.baro.lab.network.Prerequisites;
import dev.baro.lab.network.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A lab in which one of the programs that it needs does not work: what has to do with it fails and says why, and
/// everything else goes on.
@Timeout(300)
@Tag("faults")
class FailuresEndToEnd {
    private static final Names NAMES = new Names("barofail-");

    @TempDir
    private Path directory;

    @BeforeEach
    void needsRoot() {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
    }

    @AfterEach
    void removeLab() throws Exception {
        if (Prerequisites.isRoot()) {
            LabRun.remove(NAMES);
        }
    }

    @Test
    void oneFailedProofLeavesTheOthers() throws Exception {
        breakProgram("tshark");

        LabRun run = LabRun.with(NAMES, directory, programs(), "--scenario", "forwarding");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.results()).hasSize(9);
        assertThat(run.results())
                .filteredOn(result -> !result.ok())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.name()).isEqualTo("packets rewritten");
                    assertThat(result.measured()).contains("tshark", "exit 3: planted failure");
                });
        assertNothingIsLeft();
    }

    @Test
    void aFailedSetUpIsSaidAndTakenAway() throws Exception {
        breakProgram("nginx");

        LabRun run = LabRun.with(NAMES, directory, programs(), "--scenario", "forwarding");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.results()).singleElement().satisfies(result -> {
            assertThat(result.name()).isEqualTo("set-up");
            assertThat(result.measured()).contains("nginx", "it ended: planted failure");
        });
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() {
        assertThat(NAMES.namespace(Topology.CLIENT).file()).doesNotExist();
        assertThat(NAMES.directory()).doesNotExist();
        assertThat(NAMES.pins()).doesNotExist();
    }

    /// Puts one of that name before the real one.
    private void breakProgram(String name) throws IOException {
        Path program = Files.createDirectories(programs()).resolve(name);
        Files.writeString(program, "#!/bin/sh\necho planted failure >&2\nexit 3\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private Path programs() {
        return directory.resolve("bin");
    }
}
