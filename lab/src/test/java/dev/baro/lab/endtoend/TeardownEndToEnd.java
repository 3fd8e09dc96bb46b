// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Prerequisites;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A container whose process 1 asks for no exit codes: whatever ends in it stays as a zombie.
@Timeout(180)
@Tag("end-to-end")
class TeardownEndToEnd {
    private static final String CONTAINER =
            "mount -t tmpfs tmpfs /run; mount -t bpf bpf /sys/fs/bpf; ip link set lo up; echo ready; exec sleep 1000";

    private Process container;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Prerequisites.isRoot(), "needs root, for namespaces and BPF");
        container = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        CONTAINER)
                .start();
        assertThat(container.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void end() {
        if (container != null) {
            container.destroyForcibly();
        }
    }

    @Test
    void takesTheLabAwayAmongZombies() {
        assertThat(inside("lab", "up").exitCode()).isZero();

        Command.Outcome down = inside("lab", "down");

        assertThat(down.output()).isEqualTo("the lab is removed\n");
        assertThat(states()).as("what ended has stayed").contains("Z");
        assertThat(inside("lab", "down").output()).isEqualTo("there is no lab\n");
    }

    /// Runs `baro` in the container.
    private Command.Outcome inside(String... words) {
        return enter(Launcher.ofThisCheckout().onHost(words).words()).run();
    }

    private String states() {
        return enter(List.of("ps", "-e", "-o", "stat=")).succeed();
    }

    private Command enter(List<String> words) {
        String pid =
                Long.toString(container.children().findFirst().orElseThrow().pid());
        List<String> inside = new ArrayList<>(List.of("nsenter", "--mount", "--net", "--pid", "--target", pid));
        inside.addAll(words);
        return Command.of(inside);
    }
}
