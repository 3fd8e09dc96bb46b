// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OtherVersionTest {
    /// Fields that this version needs are absent, or mean something else.
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"balancer\": \"lb-a1\", \"version\": \"0.0.9\"}", "[]", "{\"vips\": 4}"})
    void anAnswerThatCannotBeReadIsOfAnotherVersion(String answer, @TempDir Path directory) throws IOException {
        Path socket = directory.resolve("baro.sock");
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            Thread _ = Thread.ofPlatform().daemon().start(() -> answerOnce(server, answer));

            Run run = Run.baro("status", "--socket", socket.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).isEqualTo("""
                            baro: this command is baro development, but the daemon's answer is from another version; restart the daemon,\
                             or use the baro command of its version; for details add --debug
                            """);
        }
    }

    private static void answerOnce(ServerSocketChannel server, String answer) {
        try (SocketChannel client = server.accept();
                OutputStream out = Channels.newOutputStream(client)) {
            int _ = client.read(ByteBuffer.allocate(4096)); // the whole request
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer)
                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The test ends without an answer and says so.
        }
    }
}
