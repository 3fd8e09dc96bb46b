// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
    private Path path;

    @BeforeEach
    void choose(@TempDir Path directory) {
        path = directory.resolve("baro.sock");
    }

    @Test
    void nobodyAnswersWhereNothingIs() {
        assertThat(new SocketFile(path).answers()).isFalse();
    }

    @Test
    void aListeningProcessAnswers() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));

            assertThat(new SocketFile(path).answers()).isTrue();
        }
    }

    @Test
    void theFileOfADeadProcessIsRemoved() throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertThat(path).exists();

        new SocketFile(path).prepare();

        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsNeverRemoved() throws IOException {
        Files.writeString(path, "precious");

        assertThatThrownBy(() -> new SocketFile(path).prepare())
                .isInstanceOf(IOException.class)
                .hasMessage(path + " exists but is not a socket; name another path with --socket, or remove it");
        assertThat(path).hasContent("precious");
    }

    @Test
    void aFifoIsNeverRemoved() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> new SocketFile(path).prepare())
                .isInstanceOf(IOException.class)
                .hasMessage(path + " exists but is not a socket; name another path with --socket, or remove it");
        assertThat(path).exists();
    }

    @Test
    void aPathThatIsTooLongForASocketIsRefused() {
        Path tooLong = path.resolveSibling("s".repeat(100) + ".sock");

        assertThatThrownBy(() -> new SocketFile(tooLong).prepare())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 107 of a unix socket");
    }
}
