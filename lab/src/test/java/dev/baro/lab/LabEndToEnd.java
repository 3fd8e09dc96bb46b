// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the lab as an operator does, by the launcher, and takes every proof of it as a test.
class LabEndToEnd {
    /// Not that of a lab which the developer may have up.
    private static final Names NAMES = new Names("baroe2e-");

    @TempDir
    private static Path outputs;

    private static LabRun run = new LabRun(0, List.of(), "");

    @BeforeAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void runLab() throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        run = LabRun.of(NAMES, outputs);
    }

    @AfterAll
    static void removeLab() throws Exception {
        if (Prerequisites.isRoot()) {
            LabRun.remove(NAMES);
        }
    }

    @TestFactory
    Stream<DynamicTest> proves() {
        return run.proofs();
    }

    @Test
    void runsEveryProof() {
        assertThat(run.results())
                .extracting(ProofResult::name)
                .containsExactly(
                        "requests answered",
                        "round robin even",
                        "packets rewritten",
                        "answers from the VIP",
                        "answers bypass the balancer",
                        "daemon killed under load",
                        "reload under load",
                        "unserved port dropped",
                        "same plan from YAML");
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }

    @Test
    void leavesNothingBehind() throws IOException {
        assertThat(namespaces()).isEmpty();
        assertThat(NAMES.directory()).doesNotExist();
        assertThat(NAMES.pins()).doesNotExist();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(NAMES.directory().toString()));
    }

    private static List<Path> namespaces() throws IOException {
        if (!Files.exists(Path.of("/run/netns"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of("/run/netns"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(NAMES.prefix()))
                    .toList();
        }
    }
}
