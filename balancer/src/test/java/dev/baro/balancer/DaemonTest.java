// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.Applied;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.Difference;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.Status;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon with a recording kernel half, asked over its real socket.
class DaemonTest {
    private static final String TWO_PORTS =
            Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80}\n      alt: {port: 8080}");
    private static final String BROKEN = Configs.STORE_YAML.replace("dscp: 10", "dscp: 64");

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path file;
    private Path socket;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        file = directory.resolve("baro.yaml");
        socket = directory.resolve("run/baro.sock");
        Files.writeString(file, Configs.STORE_YAML);
        daemon = Daemon.start(settings(), _ -> forwarding);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void statusShowsConfigurationAndCountersSideBySide() throws IOException {
        VirtualService http = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
        ServerCounters counters =
                new ServerCounters("store-web-a02", IpAddress.parse("198.51.100.2"), 8, 480, 2, 1, 0, 0);
        forwarding.counters = new ForwarderCounters(
                Map.of(PacketOutcome.FORWARDED, 8L, PacketOutcome.NO_SERVER, 3L),
                Map.of(http.vip(), Map.of(PacketOutcome.NO_SERVER, 3L)),
                Map.of(),
                List.of(new ServiceCounters(http, false, List.of(counters))));

        Status status = status();

        assertThat(status.balancer()).isEqualTo("lb-a1");
        assertThat(status.instance()).isEqualTo("test");
        assertThat(status.config().revision()).isEqualTo(1);
        assertThat(status.config().applied()).isEqualTo(1);
        assertThat(status.interfaces()).containsExactly(new Status.InterfaceStatus("eth0", "native", ""));
        assertThat(status.outcomes())
                .containsEntry("forwarded", 8L)
                .containsEntry("no-server", 3L)
                .containsEntry("malformed", 0L);
        assertThat(status.vips()).hasSize(1);
        assertThat(status.vips().getFirst().outcomes()).containsExactly(Map.entry("no-server", 3L));
        assertThat(status.vips().getFirst().dscpText()).isEqualTo("10 (tos 40, 0x28, AF11)");
        assertThat(status.vips().getFirst().ports())
                .containsExactly(new Status.PortStatus("http", "tcp", 80, 2, 2, 2, 1, false));
        assertThat(status.vips().getFirst().servers())
                .containsExactly(
                        new Status.ServerStatus(
                                "store-web-a01", "idc-a", "198.51.100.1", "enabled", 1, 0, 0, 0, 0, "unwatched", ""),
                        new Status.ServerStatus(
                                "store-web-a02", "idc-a", "198.51.100.2", "enabled", 1, 8, 480, 2, 1, "unwatched", ""));
        assertThat(status.problems()).isEmpty();
    }

    @Test
    void statusAddsUpThePortsOfAServer() throws IOException {
        Files.writeString(file, TWO_PORTS);
        RawHttp.post(socket, "/v1/config/apply", "");
        IpAddress vip = IpAddress.parse("203.0.113.100");
        IpAddress address = IpAddress.parse("198.51.100.2");
        forwarding.counters = new ForwarderCounters(
                Map.of(),
                Stream.of(80, 8080)
                        .map(port -> new ServiceCounters(
                                new VirtualService(vip, Protocol.TCP, port),
                                false,
                                List.of(new ServerCounters("store-web-a02", address, 8, port, 2, 1, 0, 0))))
                        .toList());

        assertThat(status().vips().getFirst().servers().getLast())
                .isEqualTo(new Status.ServerStatus(
                        "store-web-a02", "idc-a", "198.51.100.2", "enabled", 1, 16, 8160, 4, 2, "unwatched", ""));
    }

    @Test
    void statusOfManyServersHasThoseThatAreNotWell() throws IOException {
        RawHttp.put(socket, "/v1/servers/store-web-a02/state", "{\"state\": \"drain\"}");

        Status.VipStatus vip = status("/v1/status?most-servers=1").vips().getFirst();

        assertThat(vip.members()).isEqualTo(2);
        assertThat(vip.usable()).isEqualTo(1);
        assertThat(vip.unwell()).isEqualTo(1);
        assertThat(vip.servers()).extracting(Status.ServerStatus::name).containsExactly("store-web-a02");
        assertThat(status("/v1/status?most-servers=0").vips().getFirst().servers())
                .isEmpty();
        assertThat(status("/v1/status?most-servers=2").vips().getFirst().servers())
                .hasSize(2);
    }

    @Test
    void statusOfOneVipHasNoOther() throws IOException {
        assertThat(status("/v1/status?vip=store-app1").vips()).hasSize(1);

        RawHttp unknown = RawHttp.get(socket, "/v1/status?vip=store-app9");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(Json.read(unknown.body(), ProblemDetail.class).fix()).isEqualTo("there are: store-app1");
    }

    @Test
    void unreadableCountersAreAProblemOfTheStatus() throws IOException {
        forwarding.refusal = "bpf map lookup: errno 1";

        assertThat(status().problems())
                .containsExactly("the counters are outdated, because they cannot be read: bpf map lookup: errno 1");
    }

    @Test
    void applyReadsTheFileAgain() throws IOException {
        Files.writeString(file, TWO_PORTS);

        RawHttp answer = RawHttp.post(socket, "/v1/config/apply", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Json.read(answer.body(), Applied.class).revision()).isEqualTo(2);
        assertThat(Json.read(answer.body(), Applied.class).changes()).isNotEmpty();
        assertThat(forwarding.applied).hasSize(2);
    }

    @Test
    void aBrokenFileChangesNothingAndShowsInTheStatus() throws IOException {
        Files.writeString(file, BROKEN);

        RawHttp answer = RawHttp.post(socket, "/v1/config/apply", "");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        ProblemDetail problem = Json.read(answer.body(), ProblemDetail.class);
        assertThat(problem.type()).isEqualTo("urn:baro:config-invalid");
        assertThat(problem.where()).isEqualTo(file.toString());
        assertThat(problem.detail()).contains("64");
        assertThat(forwarding.applied).hasSize(1);
        assertThat(status().config().revision()).isEqualTo(1);
        assertThat(status().config().failure()).startsWith(file + ": ").contains("64");
        assertThat(status().problems()).hasSize(1);
    }

    @Test
    void aMissingFileChangesNothing() throws IOException {
        Files.delete(file);

        RawHttp answer = RawHttp.post(socket, "/v1/config/apply", "");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Json.read(answer.body(), ProblemDetail.class).detail()).contains("no such file");
        assertThat(status().vips()).hasSize(1);
    }

    @Test
    void aPlanThatTheKernelRefusesLeavesTheOldOneInForce() throws IOException {
        Files.writeString(file, TWO_PORTS);
        forwarding.refusal = "the map of services is full";

        RawHttp answer = RawHttp.post(socket, "/v1/config/apply", "");
        forwarding.refusal = "";

        assertThat(answer.status()).isEqualTo(500);
        ProblemDetail problem = Json.read(answer.body(), ProblemDetail.class);
        assertThat(problem.type()).isEqualTo("urn:baro:plan-refused");
        assertThat(problem.detail()).isEqualTo("the map of services is full");
        assertThat(status().config().applied()).isEqualTo(1);
        assertThat(status().problems()).containsExactly("the map of services is full (r1 is in force)");
    }

    @Test
    void theHangUpSignalReadsTheFileAgain() throws IOException {
        Files.writeString(file, TWO_PORTS);

        daemon.reload();

        assertThat(status().config().revision()).isEqualTo(2);
        assertThat(forwarding.applied).hasSize(2);
    }

    @Test
    void checkAnswersEveryProblem() throws IOException {
        RawHttp good = RawHttp.post(socket, "/v1/config/check?name=new.yaml", TWO_PORTS);
        RawHttp bad = RawHttp.post(socket, "/v1/config/check?name=new.yaml", BROKEN);

        assertThat(Json.read(good.body(), CheckResult.class).valid()).isTrue();
        assertThat(Json.read(bad.body(), CheckResult.class).valid()).isFalse();
        assertThat(Json.read(bad.body(), CheckResult.class).name()).isEqualTo("new.yaml");
        assertThat(Json.read(bad.body(), CheckResult.class)
                        .problems()
                        .getFirst()
                        .severity())
                .isEqualTo("error");
    }

    @Test
    void diffComparesWithWhatRunsAndChangesNothing() throws IOException {
        RawHttp same = RawHttp.post(socket, "/v1/config/diff", Configs.STORE_YAML);
        RawHttp other = RawHttp.post(socket, "/v1/config/diff", TWO_PORTS);
        RawHttp broken = RawHttp.post(socket, "/v1/config/diff?name=new.yaml", BROKEN);

        assertThat(Json.read(same.body(), Difference.class)).isEqualTo(new Difference(1, List.of(), List.of()));
        assertThat(Json.read(other.body(), Difference.class).changes()).isNotEmpty();
        assertThat(broken.status()).isEqualTo(422);
        assertThat(forwarding.applied).hasSize(1);
    }

    @Test
    void theRunningConfigurationIsYaml() throws IOException {
        RawHttp answer = RawHttp.get(socket, "/v1/config");

        assertThat(answer.contentType()).isEqualTo("application/yaml");
        assertThat(answer.body()).contains("store-app1:");
    }

    @Test
    void answersThatItIsAlive() throws IOException {
        assertThat(RawHttp.get(socket, "/healthz")).isEqualTo(new RawHttp(200, "text/plain; charset=utf-8", "ok\n"));
    }

    @Test
    void anUnknownResourceIsAProblemDocument() throws IOException {
        RawHttp answer = RawHttp.get(socket, "/v1/vip");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(Json.read(answer.body(), ProblemDetail.class).detail())
                .isEqualTo("GET /v1/vip is not part of the API");
    }

    @Test
    void aBodyBeyondTheBoundIsRefused() throws IOException {
        RawHttp answer = RawHttp.post(socket, "/v1/config/check", "#".repeat(4 * 1024 * 1024 + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(Json.read(answer.body(), ProblemDetail.class).type()).isEqualTo("urn:baro:too-large");
    }

    @Test
    void onlyOwnerAndGroupMayUseTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void aSecondDaemonIsRefusedBeforeItTouchesTheKernel() {
        RecordingForwarding second = new RecordingForwarding();

        assertThatThrownBy(() -> Daemon.start(settings(), _ -> second))
                .isInstanceOf(OperatorException.class)
                .hasMessage("a daemon is already running and answers at " + socket
                        + "; stop it first, or choose a different --socket and --instance");
        assertThat(second.applied).isEmpty();
    }

    @Test
    void stoppingLetsGoOfTheKernelAndRemovesTheSocket() {
        daemon.close();

        assertThat(forwarding.closed).isTrue();
        assertThat(socket).doesNotExist();
    }

    @Test
    void aMissingPrivilegeHasItsOwnExitCode() {
        daemon.close();

        assertThatThrownBy(() -> Daemon.start(settings(), _ -> {
                    throw new DataplaneException(DataplaneException.Kind.PRIVILEGE, "whatever the words");
                }))
                .isInstanceOfSatisfying(
                        OperatorException.class, e -> assertThat(e.exitCode()).isEqualTo(7))
                .hasMessage("baro run: whatever the words");
    }

    @Test
    void aPlanRefusedAtTheStartEndsTheDaemon() {
        daemon.close();
        forwarding.refusal = "the map of services is full";

        assertThatThrownBy(() -> Daemon.start(settings(), _ -> forwarding))
                .isInstanceOfSatisfying(
                        OperatorException.class, e -> assertThat(e.exitCode()).isEqualTo(1))
                .hasMessage("baro run: the map of services is full");
        assertThat(socket).doesNotExist();
    }

    private Status status() throws IOException {
        return status("/v1/status");
    }

    private Status status(String path) throws IOException {
        RawHttp answer = RawHttp.get(socket, path);
        assertThat(answer.status()).isEqualTo(200);
        return Json.read(answer.body(), Status.class);
    }

    private Settings settings() {
        return new Settings(file, "", List.of(), "test", socket, file.resolveSibling("state"));
    }
}
