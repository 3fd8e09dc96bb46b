// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// Clients that send little, nothing or nonsense: the daemon answers the others over its real sockets.
@Tag("flood")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class SlowClientsTest {
    /// Milliseconds on an idle machine; without bounds more than a minute on any.
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int DRIPPING = 200;
    private static final int IDLE = 2_000;

    private final List<SocketChannel> clients = new ArrayList<>();
    private Path socket;
    private Path file;
    private InetSocketAddress metrics;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        metrics = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        file = directory.resolve("baro.yaml");
        Files.writeString(
                file, Configs.STORE_YAML + "metrics: {listen: \"127.0.0.1:%d\"}\n".formatted(metrics.getPort()));
        socket = directory.resolve("baro.sock");
        Settings settings = new Settings(file, "", List.of(), "test", socket, directory.resolve("state"));
        daemon = Daemon.start(settings, _ -> new RecordingForwarding());
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        daemon.close();
    }

    @Test
    void drippingAndIdleClientsKeepNoOtherFromTheApi() throws IOException {
        SocketAddress api = UnixDomainSocketAddress.of(socket);
        connect(api, DRIPPING / 2, "GET /v1/status HTTP/1.1\r\nHo");
        connect(
                api,
                DRIPPING / 2,
                "POST /v1/config/check HTTP/1.1\r\nHost: baro\r\nContent-Length: 4000000\r\n\r\nver");
        connect(api, IDLE, "");

        assertAnswersSoon("/healthz");
        assertAnswersSoon("/v1/status");
        assertAnswersSoon("/metrics");
    }

    @Test
    void drippingAndIdleClientsKeepNoOtherFromTheMetrics() throws IOException {
        connect(metrics, DRIPPING, "GET /metrics HTTP/1.1\r\nHo");
        connect(metrics, IDLE, "");

        assertMetricsAnswerSoon();
    }

    @Test
    void bodiesThatStopShortOfTheirEndTakeNoMoreThanTheirShare() throws IOException {
        String body = "#".repeat(3 << 20);
        for (int i = 0; i < 20; i++) {
            connect(
                    UnixDomainSocketAddress.of(socket),
                    1,
                    "POST /v1/config/check HTTP/1.1\r\nHost: baro\r\nContent-Length: 4000000\r\n\r\n" + body);
        }

        RawHttp answer = RawHttp.post(socket, "/v1/config/check", Configs.STORE_YAML + body);

        assertThat(Json.read(answer.body(), CheckResult.class).valid()).isTrue();
    }

    @Test
    void fiveMebibytesOfNonsenseAreCutShort() throws IOException {
        connect(metrics, 1, "");
        String nonsense = "\u0001nonsense".repeat(5 << 17);
        send(UnixDomainSocketAddress.of(socket), nonsense);
        send(metrics, nonsense);

        assertAnswersSoon("/v1/status");
        assertMetricsAnswerSoon();
    }

    @Test
    void bombsInBodiesAreRefusedWhileOthersAreAnswered() throws Exception {
        String keys = "version: 1\n"
                + IntStream.range(0, 30_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());
        List<Thread> bombers = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> post(keys)))
                .toList();

        for (int i = 0; i < 4; i++) {
            assertAnswersSoon("/v1/status");
            assertMetricsAnswerSoon();
        }
        RawHttp nested = RawHttp.put(socket, "/v1/servers/store-web-a01/state", "[".repeat(60_000));
        RawHttp large = RawHttp.put(socket, "/v1/servers/store-web-a01/state", "[".repeat(100_000));
        for (Thread bomber : bombers) {
            bomber.join();
        }

        assertThat(nested.status()).isEqualTo(400);
        assertThat(large.status()).isEqualTo(413);
    }

    @Test
    void aFifoInPlaceOfTheFileIsRefusedAndKeepsNoLaterFileOut() throws Exception {
        String text = Files.readString(file);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        RawHttp fifo = RawHttp.post(socket, "/v1/config/apply", "");
        Files.delete(file);
        Files.writeString(file, text);
        RawHttp regular = RawHttp.post(socket, "/v1/config/apply", "");

        assertThat(fifo.status()).isEqualTo(422);
        assertThat(fifo.body()).contains("not a configuration: it is a FIFO, not a regular file");
        assertThat(regular.status()).isEqualTo(200);
    }

    private void assertAnswersSoon(String path) throws IOException {
        long begunNs = System.nanoTime();

        RawHttp answer = RawHttp.get(socket, path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNs)).isLessThan(SOON);
    }

    private void assertMetricsAnswerSoon() throws IOException {
        long begunNs = System.nanoTime();

        assertThat(RawHttp.get(metrics, "/metrics").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begunNs)).isLessThan(SOON);
    }

    private void post(String body) {
        try {
            assertThat(RawHttp.post(socket, "/v1/config/check", body).status()).isIn(200, 503);
        } catch (IOException e) {
            // The daemon may close what takes too much room.
        }
    }

    private void connect(SocketAddress address, int count, String beginning) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open(address);
            clients.add(client);
            try {
                client.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                // Closed already, because it was the slowest of too many.
            }
        }
    }

    /// All of it, or as much as is taken.
    private static void send(SocketAddress address, String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(address)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        } catch (IOException e) {
            // The daemon has closed the connection before it read all.
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
