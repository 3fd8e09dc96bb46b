// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
import dev.baro.core.history.Revision;
import dev.baro.core.history.RevisionList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program in front of real servers: a change that they are not prepared for is rolled back, and so is one
/// that is not confirmed, although the daemon is killed meanwhile.
@Tag("faults")
@Timeout(120)
class FailedChangeTest {
    private static final String CONFIG = """
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
            """;
    private static final String OTHER_MARK = CONFIG.replace("dscp: 10", "dscp: 12");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Path directory;
    private ProbeNetwork network;
    private TestServer atFar;
    private TestServer atNear;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        this.directory = directory;
        network = ProbeNetwork.create("change");
        network.addClient(RestartTest.passing(directory));
        atFar = TestServer.tcp(network.far(), "211.115.115.100", 80, TestServer.answering("far"));
        atNear = TestServer.tcp(network.near(), "211.115.115.100", 80, TestServer.answering("near"));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "change");
        awaitServed();
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        atFar.close();
        atNear.close();
        network.close();
    }

    @Test
    void toAMarkThatNoServerKnowsIsRolledBack() throws IOException {
        apply("force=true&reason=another+mark");

        List<String> _ = Eventually.see(PATIENCE, this::history, history -> history.size() == 3);

        assertThat(history()).containsExactly("1 start", "2 apply, rolled back", "3 failure");
        awaitServed();
        assertThat(status().vips().getFirst().dscp()).isEqualTo(10);
        assertThat(daemon.lines())
                .anyMatch(line -> line.contains("event=CONFIG_ROLLED_BACK") && line.contains("from=2"));
    }

    @Test
    void thatIsNotConfirmedIsRolledBackByTheNextDaemon() throws IOException {
        apply("force=true&watch=false&confirm-within=3");
        awaitKept("CONFIG_APPLIED", 2);
        daemon.kill();

        daemon.startAgain();

        List<String> _ = Eventually.see(PATIENCE, this::history, history -> history.size() == 3);
        assertThat(history()).containsExactly("1 start", "2 apply, rolled back", "3 not-confirmed");
        awaitServed();
        assertThat(RawHttp.get(socket(), "/v1/events?limit=1000").body())
                .as("what happened before the restart")
                .contains("\"event\" : \"CONFIG_APPLIED\"", "\"revision\" : \"2\"");
        daemon.kill();
        daemon.startAgain();
        assertThat(history()).hasSize(3);
        assertThat(status().vips().getFirst().dscp()).isEqualTo(10);
    }

    private void apply(String parameters) throws IOException {
        Files.writeString(directory.resolve("baro.yaml"), OTHER_MARK);
        RawHttp answer = RawHttp.post(socket(), "/v1/config/apply?" + parameters, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /// A separate thread writes events to the disk.
    private void awaitKept(String event, int times) {
        Path file = directory.resolve("state").resolve("events.jsonl");
        long _ = Eventually.see(PATIENCE, () -> count(file, event), count -> count == times);
    }

    private static long count(Path file, String event) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(event)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }

    private void awaitServed() {
        Status _ = Eventually.see(
                PATIENCE, this::status, status -> status.vips().getFirst().usable() == 2);
    }

    private Status status() {
        return Json.read(get("/v1/status"), Status.class);
    }

    private List<String> history() {
        return Json.read(get("/v1/history"), RevisionList.class).revisions().stream()
                .map(FailedChangeTest::line)
                .toList();
    }

    private static String line(Revision revision) {
        return revision.number() + " " + revision.author().origin() + (revision.isRolledBack() ? ", rolled back" : "");
    }

    private String get(String path) {
        try {
            return RawHttp.get(socket(), path).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
