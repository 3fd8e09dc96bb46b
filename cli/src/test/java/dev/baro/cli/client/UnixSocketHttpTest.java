// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may answer at a socket: a daemon, another program, and something that says nothing.
@Timeout(20)
class UnixSocketHttpTest {
    private static final String KOREAN = "{\"name\": \"서울\"}";

    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen(@TempDir Path directory) throws IOException {
        socket = directory.resolve("baro.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void anAnswerOfAKnownLength() throws Exception {
        int bytes = KOREAN.getBytes(StandardCharsets.UTF_8).length;
        answer("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n" + KOREAN + "more");

        assertThat(ask("")).isEqualTo(new UnixSocketHttp.Answer(200, KOREAN));
    }

    @Test
    void anAnswerInPieces() throws Exception {
        answer("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno \r\n5\r\nthere\r\n0\r\n\r\n");

        assertThat(ask("")).isEqualTo(new UnixSocketHttp.Answer(404, "no there"));
    }

    @Test
    void anAnswerUpToTheEnd() throws Exception {
        answer("HTTP/1.1 200 OK\r\n\r\nall of it");

        assertThat(ask("")).isEqualTo(new UnixSocketHttp.Answer(200, "all of it"));
    }

    @Test
    void theBodyArrivesWhole() throws Exception {
        String body = "서".repeat(1_000_000);
        StringBuilder received = new StringBuilder();
        CountDownLatch read = new CountDownLatch(1);
        serve(client -> {
            byte[] bytes = Channels.newInputStream(client).readNBytes(3_000_000 + 60);
            received.append(new String(bytes, StandardCharsets.UTF_8));
            read.countDown();
            write(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });

        assertThat(ask(body).status()).isEqualTo(200);

        read.await();
        assertThat(received)
                .startsWith("POST /v1/x HTTP/1.1\r\n")
                .contains("Content-Length: 3000000\r\n", "\r\n\r\n서서서");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", "\0\0\0\0"})
    void whatIsNoAnswerIsSaidSo(String bytes) {
        answer(bytes);

        assertThatThrownBy(() -> ask(""))
                .isInstanceOf(IOException.class)
                .message()
                .isNotBlank();
    }

    @Test
    void silenceEnds() {
        serve(client -> Channels.newInputStream(client).readAllBytes());

        assertThatThrownBy(() -> new UnixSocketHttp(socket, Duration.ofSeconds(1))
                        .ask(new BasicClassicHttpRequest(Method.GET, "/v1/x"), ""))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("no answer within 1 s");
    }

    private UnixSocketHttp.Answer ask(String body) throws IOException {
        return new UnixSocketHttp(socket, Duration.ofSeconds(10))
                .ask(new BasicClassicHttpRequest(Method.POST, "/v1/x"), body);
    }

    private interface Conversation {
        void with(SocketChannel client) throws IOException;
    }

    /// Answers the first request, and closes.
    private void answer(String bytes) {
        serve(client -> {
            awaitRequest(Channels.newInputStream(client));
            write(client, bytes);
        });
    }

    private static void awaitRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }

    private void serve(Conversation conversation) {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel client = server.accept()) {
                conversation.with(client);
            } catch (IOException e) {
                // The client went away.
            }
        });
    }

    private static void write(SocketChannel client, String bytes) throws IOException {
        client.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8)));
    }
}
