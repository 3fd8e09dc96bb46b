// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The programs of the build; [CompilerTest] asks the same of every compiler's.
@NeedsRoot
@Tag("instructions")
class VerifierBudgetTest {
    @ParameterizedTest
    @CsvSource({
        "baro, baro_xdp",
        "baro, baro_exceptions",
        "trace, baro_xdp",
        "trace, baro_exceptions",
        "probe, baro_probe_in",
        "probe, baro_probe_out",
        "decap, baro_decap"
    })
    void verifierWalksFarLessThanItMay(String object, String program) throws IOException {
        try (BpfObject opened = BpfObject.open(object)) {
            opened.load();

            VerifierBudget.keptBy(opened.program(program), "clang of the build");
        }
    }
}
