// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.model.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The comparison with the model finds mistakes: each of these, planted in a copy of the program.
@NeedsRoot
class PlantedFaultTest {
    private static final int FRAMES = 50_000;

    /// Where a text is no longer there, the program has changed: the fault is to be written anew for it.
    static List<PlantedFault> faults() {
        return List.of(
                new PlantedFault("ECN lost", "rewrite.h", "server->tos | (ip->tos & 3)", "server->tos"),
                new PlantedFault("TTL kept", "rewrite.h", "ip->ttl--;", ""),
                new PlantedFault(
                        "UDP checksum 0 changed", "rewrite.h", "if (udp->check)\n", "if (udp->check || udp->dest)\n"),
                new PlantedFault("TCP checksum cleared", "rewrite.h", "checksum_add(tcp->check, delta)", "delta & 0"),
                new PlantedFault(
                        "computed UDP checksum 0 left as it is",
                        "rewrite.h",
                        "checksum_add(udp->check, delta) ?: 0xffff",
                        "checksum_add(udp->check, delta)"),
                new PlantedFault(
                        "ports read behind 20 bytes whatever the header's length",
                        "parse.h",
                        "header_bytes > sizeof(*ip)",
                        "header_bytes > 60"),
                new PlantedFault("carry lost", "rewrite.h", "sum = (sum & 0xffff) + (sum >> 16);\n\tsum", "sum"),
                new PlantedFault(
                        "flow spread by its flags",
                        "schedule.h",
                        "settings.hash_key[1] + p->protocol",
                        "settings.hash_key[1] + p->tcp_flags"),
                new PlantedFault("TTL 1 forwarded", "baro.bpf.c", "p.ip->ttl <= 1", "p.ip->ttl < 1"),
                new PlantedFault(
                        "MAC address of the balancer kept",
                        "rewrite.h",
                        "sizeof(eth->h_dest) + sizeof(eth->h_source)",
                        "sizeof(eth->h_dest)"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFound(PlantedFault fault, @TempDir Path folder) throws IOException {
        Setup setup = Setups.of(Scope.IN_FORCE);
        long seed = Long.getLong("baro.seed", System.nanoTime());

        try (TestedProgram program = TestedProgram.open(setup, fault.compiled(folder))) {
            Optional<Differential.Difference> difference =
                    firstDifference(new Differential(program, setup, Scope.IN_FORCE), seed);

            assertThat(difference).as("%s, -Dbaro.seed=%d", fault.name(), seed).isPresent();
        }
    }

    private static Optional<Differential.Difference> firstDifference(Differential differential, long seed) {
        RandomFrames frames = new RandomFrames(seed);
        while (differential.frames() < FRAMES) {
            RandomFrames.Next next = frames.next();
            Optional<Differential.Difference> difference = differential.compare(next.frame(), next.valid());
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
