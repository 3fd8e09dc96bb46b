// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The second group of proofs: methods, IP versions, fragments, ICMP.
class PacketsEndToEnd {
    private static final Names NAMES = new Names("baroe2p-");

    @TempDir
    private static Path outputs;

    private static LabRun run = new LabRun(0, List.of(), "");
    private static Set<Path> pinsBefore = Set.of();

    @BeforeAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    static void runLab() throws Exception {
        assumeTrue(Prerequisites.isRoot(), "needs root, for network namespaces and BPF");
        pinsBefore = Set.copyOf(pins());
        run = LabRun.of(NAMES, outputs, "--scenario", "packets");
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
                        "dscp IPv4",
                        "dscp IPv6",
                        "ipip IPv4",
                        "ipip IPv6",
                        "mac IPv4",
                        "mac IPv6",
                        "mixed IPv4",
                        "mixed IPv6",
                        "path MTU IPv4",
                        "fragments IPv4",
                        "ping IPv4",
                        "VLAN IPv4",
                        "path MTU IPv6",
                        "fragments IPv6",
                        "ping IPv6",
                        "VLAN IPv6");
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
