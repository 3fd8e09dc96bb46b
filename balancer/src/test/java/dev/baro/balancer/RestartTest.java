// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary.ServerUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program in front of real servers: what restarts of it do to packets, and what they say.
@Tag("faults")
@Timeout(120)
class RestartTest {
    static final int PORT = 9_000;
    static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16]}
            servers:
              far: {address: 10.10.10.1, data-centre: idc-a}
              near: {address: 10.10.0.21, data-centre: idc-a}
            health-defaults:
              l2: {interval: 1s}
              l3: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
              l4: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                scheduler: round-robin
                servers: [far, near]
                ports:
                  http: {port: 80}
                  ask: {port: 9000, protocol: udp, check: {l4: {send: "ping?", answer: "ping?"}}}
            """;
    /// All of them have had some turns.
    private static final int ROUNDS_MS = 2_100;

    private static final String[] ALL_UP = {"up", "up", "up", "up"};

    private Path directory;
    private ProbeNetwork network;
    private NumberedDatagrams datagrams;
    private TestServer atFar;
    private TestServer atNear;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        this.directory = directory;
        network = ProbeNetwork.create("restart");
        network.addClient(passing(directory));
        datagrams = new NumberedDatagrams("211.115.115.100", PORT);
        datagrams.takeAt(network.far());
        datagrams.takeAt(network.near());
        atFar = TestServer.tcp(network.far(), "211.115.115.100", 80, TestServer.answering("far"));
        atNear = TestServer.tcp(network.near(), "211.115.115.100", 80, TestServer.answering("near"));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "restart");
        awaitHealth(ALL_UP);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        datagrams.close();
        atFar.close();
        atNear.close();
        network.close();
    }

    @Test
    void ofAHealthyDaemonSaysNothingAboveInfoAndLosesNothing() throws Exception {
        datagrams.sendFrom(network.client());

        for (int i = 0; i < 3; i++) {
            if (i % 2 == 0) {
                daemon.kill();
            } else {
                daemon.stop();
            }
            daemon.startAgain();
            TimeUnit.MILLISECONDS.sleep(i == 0 ? 0 : ROUNDS_MS);
            assertThat(daemon.complaints()).isEmpty();
        }

        assertThat(datagrams.lost()).isEmpty();
        assertThat(datagrams.sent()).isGreaterThan(500);
    }

    /// One port after the other comes back: what is remembered is what packets went by at the end.
    @Test
    void rightBehindAChangeKeepsWhatPacketsWentBy() throws Exception {
        silence(network.far(), "");
        awaitHealth("down", "down", "up", "up");
        TimeUnit.MILLISECONDS.sleep(ROUNDS_MS);
        silence(network.far(), "udp dport 9000");
        network.nft(network.far(), "delete table inet silent");
        awaitHealth("up", "down", "up", "up");
        network.restoreRules(network.far());
        awaitHealth(ALL_UP);

        daemon.kill();
        daemon.startAgain();

        assertThat(health()).containsExactly(ALL_UP);
        TimeUnit.MILLISECONDS.sleep(ROUNDS_MS);
        assertThat(daemon.lines()).noneMatch(line -> line.contains("event=SERVER_"));
    }

    @Test
    void amidASuspectedMassFailureLosesNothing() throws Exception {
        datagrams.sendFrom(network.client());
        silence(network.far(), "");
        silence(network.near(), "");
        awaitHealth("kept", "kept", "kept", "kept");

        for (int i = 0; i < 2; i++) {
            daemon.kill();
            TimeUnit.MILLISECONDS.sleep(500);
            daemon.startAgain();
            TimeUnit.MILLISECONDS.sleep(ROUNDS_MS);
            assertThat(health()).containsOnly("kept");
            assertThat(daemon.lines()).noneMatch(line -> line.contains("event=VIP_SHORT"));
        }
        network.restoreRules(network.far());
        network.restoreRules(network.near());
        awaitHealth(ALL_UP);

        assertThat(datagrams.lost()).isEmpty();
        assertThat(datagrams.sent()).isGreaterThan(500);
        assertThat(daemon.lines()).noneMatch(line -> line.contains("event=SERVER_DOWN"));
    }

    /// @param words as [#health()] gives them
    private void awaitHealth(String... words) {
        List<String> _ = Eventually.see(Duration.ofSeconds(30), this::health, List.of(words)::equals);
    }

    /// Of far for ports 80 and 9000, and of near for both, as the kernel has it.
    private List<String> health() {
        try {
            String servers =
                    RawHttp.get(directory.resolve("baro.sock"), "/v1/servers").body();
            return Json.read(servers, ServerList.class).servers().stream()
                    .flatMap(server -> server.uses().stream())
                    .map(ServerUse::health)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The balancer's own probes get no answer; clients' packets, which keep their source, do.
    ///
    /// @param which of them, in the words of nft; empty: all
    private void silence(String server, String which) {
        network.nft(server, """
                table inet silent%s {
                    chain c { type filter hook prerouting priority -400; ip saddr 10.10.0.11 %s drop; }
                }
                """.formatted(which.isEmpty() ? "" : "-some", which));
    }

    /// @param directory gets it
    static Path passing(Path directory) throws IOException {
        Path source = directory.resolve("pass.bpf.c");
        Files.writeString(source, """
                __attribute__((section("xdp"), used)) int pass(void *c) { return 2; }
                char _license[] __attribute__((section("license"), used)) = "GPL";
                """);
        Path object = directory.resolve("pass.o");
        Process clang = new ProcessBuilder(
                        "clang", "-O2", "-target", "bpf", "-c", source.toString(), "-o", object.toString())
                .inheritIO()
                .start();
        assertThat(clang.onExit().join().exitValue()).isZero();
        return object;
    }
}
