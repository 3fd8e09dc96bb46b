// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegularFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsAFileThroughALink() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "version: 1");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(RegularFile.text(link, 10)).isEqualTo("version: 1");
    }

    @Test
    void refusesWhatIsLarger() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "version: 1");

        assertThatThrownBy(() -> RegularFile.text(file, 9))
                .isInstanceOf(RegularFile.UnsuitableException.class)
                .hasMessage("it is larger than 9 bytes");
    }

    @Test
    void refusesAFifoWithoutWaitingForIt() throws IOException, InterruptedException {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> RegularFile.bytes(fifo, 10)).hasMessage("it is a FIFO, not a regular file");
    }

    @Test
    void refusesADeviceAndADirectory() {
        assertThatThrownBy(() -> RegularFile.bytes(Path.of("/dev/zero"), 10))
                .hasMessage("it is a device, not a regular file");
        assertThatThrownBy(() -> RegularFile.bytes(directory, 10)).hasMessage("it is a directory, not a regular file");
    }

    @Test
    void saysWhenThereIsNothing() {
        assertThatThrownBy(() -> RegularFile.bytes(directory.resolve("none"), 10))
                .isInstanceOf(NoSuchFileException.class);
    }
}
