// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A part of the bench in which a forwarder runs in another process: what it measures is no matter of a test, that it
/// ends and leaves nothing is.
@Timeout(180)
@Tag("end-to-end")
class BenchEndToEnd {
    private static final String PREFIX = "bet-";

    @Test
    void liveFramesAreMeasuredAndNothingIsLeft() {
        assumeTrue(Prerequisites.isRoot(), "needs root, for namespaces and BPF");

        Command.Outcome outcome = Launcher.ofThisCheckout()
                .onHost("lab", "bench", "live", "--quick", "--rounds", "1", "--prefix", PREFIX)
                .run();

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output()).contains("baro maglev", "kernel forwarding", "written: ");
        assertThat(Files.exists(Path.of("/sys/fs/bpf/baro", PREFIX + "bench"))).isFalse();
        assertThat(Command.of("ip", "netns", "list").succeed()).doesNotContain(PREFIX);
    }
}
