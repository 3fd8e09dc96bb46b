// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WholeAnswerTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aFullDiskFailsTheCommand() throws IOException {
        assertThat(exitCode(0, Files.newOutputStream(Path.of("/dev/full")))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("baro: the answer could not be written completely; is the disk full?\n");
    }

    @Test
    void aCommandThatHasFailedKeepsItsExitCode() throws IOException {
        assertThat(exitCode(3, Files.newOutputStream(Path.of("/dev/full")))).isEqualTo(3);
    }

    @Test
    void whatArrivedIsFine() {
        assertThat(exitCode(0, new ByteArrayOutputStream())).isZero();
        assertThat(err.size()).isZero();
    }

    private int exitCode(int ofCommand, OutputStream out) {
        PrintStream answer = new PrintStream(out, false, StandardCharsets.UTF_8);
        answer.println("all is well");
        return WholeAnswer.orFailure(ofCommand, answer, new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
