// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many instructions the verifier may walk on a program. Kernels refuse one on which it walks more than a million,
/// and each kernel walks and each compiler writes a bit differently: far below, it loads on all of them.
public final class VerifierBudget {
    /// `baro_exceptions` takes 125,000 with clang 14, `baro_xdp` 88,000 with that and 155,000 with clang 19.
    private static final int MOST = 200_000;

    private VerifierBudget() {}

    /// @param compiler for the message
    public static void keptBy(BpfProgram program, String compiler) throws IOException {
        long walked = walked(program);
        System.out.println("VerifierBudget: " + compiler + ": " + program.name() + " " + walked);

        assertThat(walked)
                .as("instructions walked on %s of %s", program.name(), compiler)
                .isBetween(1L, (long) MOST);
    }

    /// As the kernel tells of every loaded program.
    private static long walked(BpfProgram program) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + program.fd())).stream()
                .filter(line -> line.startsWith("verified_insns:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
