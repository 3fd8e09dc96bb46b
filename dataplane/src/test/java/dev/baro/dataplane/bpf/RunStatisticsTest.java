// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.Fd;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {
    private static final int FRAMES = 1_000;

    @AfterEach
    void closesWhatItOpened() {
        Fd.requireNoneOpen();
    }

    @Test
    void theKernelTakesTheTimeWhileItIsAsked() {
        try (Forwarder forwarder = Forwarder.open(new Forwarder.Options("timing", List.of(), 1_024, List.of()))) {
            BpfProgram program = forwarder.program();
            program.testRun(new byte[64], 0, FRAMES);
            RunStatistics.Taken before = RunStatistics.of(program);

            try (RunStatistics _ = RunStatistics.enable()) {
                program.testRun(new byte[64], 0, FRAMES);
            }

            RunStatistics.Taken taken = RunStatistics.of(program).since(before);
            assertThat(taken.runs()).isEqualTo(FRAMES);
            assertThat(taken.ns()).isPositive();
        } finally {
            Forwarder.remove("timing");
        }
    }
}
