// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a server that says what the test wants.
class SocketRequestTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen(@TempDir Path directory) throws IOException {
        socket = directory.resolve("baro.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void asksAndTakesTheAnswerOfItsLength() throws IOException {
        CompletableFuture<String> asked = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ngrün and more");

        SocketRequest.Answer answer = request("GET", "/v1/status").send(LONG);

        assertThat(answer).isEqualTo(new SocketRequest.Answer(200, "OK", "grün"));
        assertThat(asked.join()).isEqualTo("""
                GET /v1/status HTTP/1.1\r
                Host: baro\r
                Connection: close\r
                Content-Length: 0\r
                \r
                """);
    }

    @Test
    void encodesWhatItIsGiven() throws IOException {
        CompletableFuture<String> asked = answering("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n");

        request("PUT", "/v1/servers/{server}/state")
                .pathParam("server", "web/1?")
                .queryParam("a", "b c")
                .queryParam("d", "e&f=+")
                .send(LONG);

        assertThat(asked.join().lines().findFirst().orElseThrow())
                .isEqualTo("PUT /v1/servers/web%2F1%3F/state?a=b%20c&d=e%26f%3D%2B HTTP/1.1");
    }

    @Test
    void tellsAnAnswerThatIsCutOff() {
        var _ = answering("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf");

        assertThatIOException().isThrownBy(() -> request("GET", "/").send(LONG)).withMessage("the answer is cut off");
    }

    @Test
    void tellsWhoDoesNotSpeakHttp() {
        var _ = answering("220 mail.example ESMTP\r\n\r\n");

        assertThatIOException()
                .isThrownBy(() -> request("GET", "/").send(LONG))
                .withMessage("the answer is not one of a baro daemon");
    }

    @Test
    void tellsWhoClosesWithoutAWord() {
        var _ = answering("");

        assertThatIOException()
                .isThrownBy(() -> request("GET", "/").send(LONG))
                .withMessage("the connection was closed without an answer");
    }

    @Test
    void givesUpOnWhoSaysNothing() {
        assertThatIOException()
                .isThrownBy(() -> request("GET", "/").send(Duration.ofMillis(50)))
                .withMessageStartingWith("no answer within");
    }

    @Test
    void hearsWhyABodyIsRefusedThatWasNotReadWhole() throws IOException {
        var _ = answering("HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large");

        SocketRequest.Answer answer =
                request("POST", "/").with("x".repeat(8_000_000)).send(LONG);

        assertThat(answer).isEqualTo(new SocketRequest.Answer(413, "Content Too Large", "too large"));
    }

    private SocketRequest request(String method, String target) {
        return new SocketRequest(socket, method, target);
    }

    /// Reads once, answers and closes.
    ///
    /// @return what it read
    private CompletableFuture<String> answering(String text) {
        return CompletableFuture.supplyAsync(() -> {
            try (SocketChannel channel = server.accept()) {
                ByteBuffer in = ByteBuffer.allocate(4096);
                channel.read(in);
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                return StandardCharsets.UTF_8.decode(in.flip()).toString();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
