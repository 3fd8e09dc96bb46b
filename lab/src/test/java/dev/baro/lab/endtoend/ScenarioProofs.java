// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.network.Names;
import dev.baro.lab.network.Prerequisites;
import dev.baro.lab.proof.ProofResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

/// Runs a scenario of the lab once, as an operator does by the launcher, and takes every proof of it as a test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScenarioProofs {
    private final Names names;
    private final List<String> options;
    private final List<String> proofs;
    private LabRun run = new LabRun(0, List.of(), "");
    private Set<Path> pinsBefore = Set.of();

    /// @param prefix not that of a lab which the developer may have up
    /// @param options of `baro lab run`
    /// @param proofs the names of all of them, in order
    ScenarioProofs(String prefix, List<String> options, List<String> proofs) {
        this.names = new Names(prefix);
        this.options = List.copyOf(options);
        this.proofs = List.copyOf(proofs);
    }

    final Names names() {
        return names;
    }

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void runLab(@TempDir Path outputs) throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        pinsBefore = Set.copyOf(pins());
        run = run(outputs, options.toArray(String[]::new));
    }

    LabRun run(Path outputs, String... words) throws Exception {
        return LabRun.of(names, outputs, words);
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
        assertThat(run.results()).extracting(ProofResult::name).containsExactlyElementsOf(proofs);
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }

    /// Servers of method `ipip` pin a program under the number of their namespace. Others on this machine may do so
    /// meanwhile, in namespaces that are there.
    @Test
    void leavesNoPinsOfAgentsBehind() throws IOException {
        Set<String> living = new HashSet<>();
        for (Path namespace : entries(Path.of("/run/netns"))) {
            living.add("agent-" + Files.getAttribute(namespace, "unix:ino"));
        }

        assertThat(pins())
                .filteredOn(pin -> !pinsBefore.contains(pin))
                .filteredOn(pin -> pin.getFileName().toString().startsWith("agent-"))
                .noneMatch(pin -> !living.contains(pin.getFileName().toString()));
    }

    private static List<Path> pins() throws IOException {
        return entries(Names.PINS);
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
