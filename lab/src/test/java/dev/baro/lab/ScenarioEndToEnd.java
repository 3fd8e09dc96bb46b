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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One scenario of the lab, run once as an operator does, and every proof of it taken as a test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScenarioEndToEnd {
    private final Names names;
    private final List<String> options;
    private final List<String> proofs;
    private LabRun run = new LabRun(0, List.of(), "");

    /// @param prefix  of the namespaces, that no other test has
    /// @param options of `baro lab run`
    /// @param proofs  the names of all of them, in order
    ScenarioEndToEnd(String prefix, List<String> options, List<String> proofs) {
        this.names = new Names(prefix);
        this.options = options;
        this.proofs = proofs;
    }

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void runLab(@TempDir Path outputs) throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        run = LabRun.of(names, outputs, options.toArray(String[]::new));
    }

    @AfterAll
    void removeLab() throws Exception {
        if (Prerequisites.isRoot()) {
            LabRun.remove(names);
        }
    }

    @TestFactory
    Stream<DynamicTest> proves() {
        return run.proofs();
    }

    @Test
    void runsEveryProof() {
        assertThat(run.results()).extracting(ProofResult::name).isEqualTo(proofs);
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }
}
