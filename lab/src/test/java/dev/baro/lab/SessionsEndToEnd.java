// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/// The proofs of schedulers and sessions, with smaller numbers than `./baro lab run --scenario sessions` has.
class SessionsEndToEnd {
    private static final Names NAMES = new Names("baroe2s-");

    @TempDir
    private static Path outputs;

    private static LabRun run = new LabRun(0, List.of(), "");

    @BeforeAll
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    static void runLab() throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        run = LabRun.of(NAMES, outputs, "--scenario", "sessions", "--small");
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
                        "round robin even",
                        "weights exact",
                        "drain under connections",
                        "control: load alone",
                        "daemon killed often",
                        "program swapped",
                        "reloaded often",
                        "maglev servers change");
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }
}
