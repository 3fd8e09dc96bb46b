// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.faults.KilledForwarder.Step;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.kernel.Soak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process is killed at the entry of the n-th system call that changes something outside of it (`kill-at.c`).
/// Flows that are established stay with their real servers, and the next process, with other virtual services,
/// leaves the kernel as a fresh start does.
@NeedsRoot
@Tag("faults")
class KilledForwarderTest {
    private static final int AT_RANDOM = 4;

    @TempDir
    private static Path directory;

    private static KillAt killAt;

    @BeforeAll
    static void compile() throws IOException {
        killAt = KillAt.compiled(directory);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEXT")
    void theNextStartLeavesWhatAFreshOneDoes(Step step) {
        OwnNetwork.run(() -> {
            Segment.build(KilledForwarder.SERVERS);
            KillTrial trial = new KillTrial(killAt, List.of(), List.of());
            String fresh = trial.afterFreshStart();
            assertThat(fresh).endsWith("packets unlike the model: ");
            List<String> calls = trial.calls(step);
            assertThat(calls).as("changes that " + step + " makes").isNotEmpty();
            long seed = Long.getLong("baro.seed", System.nanoTime());
            System.out.println("KilledForwarderTest: " + step + ", " + calls.size() + " calls, -Dbaro.seed=" + seed);
            for (int n : KillAt.chosen(calls, Soak.or(1, 0) == 1, AT_RANDOM, seed)) {
                assertThat(trial.difference(step, n, fresh))
                        .as("%s, killed at call %d: %s", step, n, calls.get(n - 1))
                        .isEmpty();
            }
        });
    }
}
