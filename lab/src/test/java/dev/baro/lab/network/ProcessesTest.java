// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A parent that never asks for the exit code of its child, as some do that run as process 1 of a container.
@Timeout(20)
class ProcessesTest {
    private Process parent;
    private ProcessHandle child;

    @BeforeEach
    void start() throws IOException {
        parent = new ProcessBuilder("sh", "-c", "sleep 100 & echo $!; exec sleep 100").start();
        String pid = parent.inputReader().readLine();
        child = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        // Until then the parent is a shell, which may ask.
        Await.until("no sleeping parent", () -> comm(parent).equals("sleep"), () -> comm(parent));
    }

    private static String comm(Process process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @AfterEach
    void end() {
        child.destroyForcibly();
        parent.destroyForcibly();
    }

    @Test
    void aZombieHasEnded() {
        assertThat(Processes.lives(child)).isTrue();

        Processes.end(List.of(child));

        assertThat(child.isAlive()).as("for the kernel there is a process").isTrue();
        assertThat(Processes.lives(child)).isFalse();
    }

    @Test
    void nothingIsWaitedForWhereAllHaveEnded() {
        Processes.kill(List.of(child));

        assertThatCode(() -> Processes.awaitEnd(List.of(child))).doesNotThrowAnyException();
    }

    @Test
    void countsTheProcessorTimeOfChildren() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(
                        "sh", "-c", "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; read x")
                .start();
        try (var _ = shell.outputWriter()) {
            Await.until(
                    "no processor time",
                    () -> Processes.processorTime(shell.toHandle()).compareTo(Duration.ofMillis(20)) > 0,
                    () -> "");
        }
        assertThat(shell.waitFor()).isNotNegative();
    }
}
