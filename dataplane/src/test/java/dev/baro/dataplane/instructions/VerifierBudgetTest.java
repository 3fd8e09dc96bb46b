// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Kernels refuse a program on which their verifier walks more than a million instructions, and each walks a bit
/// differently: far below, it loads on all of them.
@NeedsRoot
class VerifierBudgetTest {
    private static final long BUDGET_INSTRUCTIONS = 100_000;

    @Test
    void verifierWalksATenthOfWhatItMay() throws IOException {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            long walked = program.verifiedInstructions();
            System.out.println("VerifierBudgetTest: processed " + walked + " insns");

            assertThat(walked).isBetween(1L, BUDGET_INSTRUCTIONS);
        }
    }
}
