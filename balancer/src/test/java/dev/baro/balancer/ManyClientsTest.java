// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.InNetwork;
import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary.ServerUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program, its servers and packets to them, while ten thousand clients of its API send little, nothing or
/// nonsense, at the unix socket and over TCP.
@Tag("flood")
@Timeout(300)
class ManyClientsTest {
    private static final int CLIENTS = 10_000;
    /// What each client sends, in turn; none takes an answer.
    private static final List<String> BEGINNINGS = List.of(
            "",
            "G",
            "GET /v1/status HTTP/1.1\r\nHo",
            "POST /v1/config/check HTTP/1.1\r\nHost: baro\r\nContent-Length: 4000000\r\n\r\nversion",
            "POST /v1/config/check HTTP/1.1\r\nHost: baro\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
            "\u0016\u0003\u0001\u0002nonsense\r\n\r\n",
            "GET /v1/openapi.json HTTP/1.1\r\nHost: baro\r\n\r\n".repeat(20),
            "GET /v1/events?after=0 HTTP/1.1\r\nHost: baro\r\nAccept: text/event-stream\r\n\r\n",
            "PUT /v1/servers/near/state HTTP/1.1\r\nHost: baro\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
            "BREW /coffee HTTP/1.1\r\nHost: " + "x".repeat(4_000));

    /// The daemon holds 16 MiB of bodies and 256 connections for each listener; the rest is what a JVM collects late.
    private static final long MOST_MORE_KIB = 160 << 10;

    private final List<SocketChannel> clients = new ArrayList<>();
    private Path directory;
    private ProbeNetwork network;
    private NumberedDatagrams datagrams;
    private TestServer atFar;
    private TestServer atNear;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        this.directory = directory;
        network = ProbeNetwork.create("clients");
        network.addClient(RestartTest.passing(directory));
        datagrams = new NumberedDatagrams("211.115.115.100", RestartTest.PORT);
        datagrams.takeAt(network.far());
        datagrams.takeAt(network.near());
        atFar = TestServer.tcp(network.far(), "211.115.115.100", 80, TestServer.answering("far"));
        atNear = TestServer.tcp(network.near(), "211.115.115.100", 80, TestServer.answering("near"));
        Path tokens = Files.writeString(directory.resolve("tokens"), "ci read " + "0".repeat(64) + "\n");
        Files.writeString(
                directory.resolve("baro.yaml"),
                RestartTest.CONFIG + "api: {listen: \"127.0.0.1:9443\", tokens: %s}\n".formatted(tokens));
        daemon = DaemonProcess.start(network.lb(), directory, "clients");
        List<String> _ = Eventually.see(Duration.ofSeconds(60), this::health, this::allUp);
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        daemon.close();
        datagrams.close();
        atFar.close();
        atNear.close();
        network.close();
    }

    @Test
    void delayNoProbeAndNoPacketAndTakeNoMoreMemoryThanTheirShare() throws Exception {
        long probesBefore = probes();
        long before = memoryKib();
        datagrams.sendFrom(network.client());

        for (int i = 0; i < CLIENTS; i++) {
            connect(i);
            if (i % 1_000 == 999) {
                assertThat(health()).as("after " + (i + 1) + " clients").containsOnly("up");
            }
        }

        while (datagrams.sent() < 2_000) {
            assertThat(health()).as("behind all of them").containsOnly("up");
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertThat(clients).hasSize(CLIENTS);
        assertThat(datagrams.lost()).isEmpty();
        assertThat(probes()).isGreaterThan(probesBefore + 20);
        assertThat(daemon.lines())
                .noneMatch(line -> line.contains("event=SERVER_DOWN") || line.contains("event=INTERNAL_ERROR"));
        assertThat(memoryKib() - before).isLessThan(MOST_MORE_KIB);
    }

    private boolean allUp(List<String> health) {
        return health.size() == 4 && health.stream().allMatch("up"::equals);
    }

    /// Nine of ten at the unix socket.
    private void connect(int number) throws IOException {
        boolean tcp = number % 10 == number / 10 % 10;
        String beginning = BEGINNINGS.get(number % BEGINNINGS.size());
        SocketChannel client = tcp
                ? InNetwork.call(
                        network.lb(),
                        () -> SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_443)))
                : SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("baro.sock")));
        clients.add(client);
        try {
            client.configureBlocking(false);
            int _ = client.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            // Closed already, because it was the slowest of too many.
        }
    }

    private List<String> health() {
        try {
            return Json.read(
                            RawHttp.get(directory.resolve("baro.sock"), "/v1/servers")
                                    .body(),
                            ServerList.class)
                    .servers()
                    .stream()
                    .flatMap(server -> server.uses().stream())
                    .map(ServerUse::health)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Those that were answered as they should be.
    private long probes() throws IOException {
        return RawHttp.get(directory.resolve("baro.sock"), "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("baro_probes_total{") && line.contains("result=\"expected\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// The most that the daemon has held so far.
    private long memoryKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
