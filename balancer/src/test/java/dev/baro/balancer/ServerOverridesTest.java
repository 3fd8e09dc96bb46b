// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.ServerMember.OverrideInfo;
import dev.baro.core.api.Status;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Overrides of servers, by the API of a daemon with a recording kernel half.
class ServerOverridesTest {
    private static final String STATE = "/v1/servers/store-web-a02/state";

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path directory;
    private Path file;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        this.directory = directory;
        file = Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML);
        daemon = daemon();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aDrainedServerTakesNoNewSessionsAndIsShownBesideWhatTheFileSays() throws IOException {
        ServerMember drained =
                put(STATE, "{\"state\": \"drain\", \"reason\": \"kernel\"}").getFirst();

        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 0");
        assertThat(drained.now().state()).isEqualTo("drain");
        assertThat(drained.file().state()).isEqualTo("enabled");
        OverrideInfo override = drained.override().orElseThrow();
        assertThat(override.what()).isEqualTo("drain");
        assertThat(override.reason()).isEqualTo("kernel");
        assertThat(override.everyVip()).isTrue();
        Status status = Json.read(get("/v1/status").body(), Status.class);
        assertThat(status.overridden()).containsExactly(drained);
        assertThat(status.vips().getFirst().servers().getLast().state()).isEqualTo("drain");
    }

    @Test
    void enableRemovesTheOverride() throws IOException {
        put(STATE, "{\"state\": \"disabled\"}");
        assertThat(planned()).containsExactly("store-web-a01 1");

        put(STATE, "{\"state\": \"enabled\"}");

        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 1");
        assertThat(directory.resolve("state/overrides.json")).doesNotExist();
    }

    @Test
    void aWeightIsAnotherShare() throws IOException {
        put("/v1/servers/store-web-a02/weight", "{\"weight\": 3, \"vip\": \"store-app1\"}");

        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 3");
    }

    @Test
    void anOverrideSurvivesARestart() throws IOException {
        ServerMember before =
                put(STATE, "{\"state\": \"drain\", \"deadline_seconds\": 600}").getFirst();
        daemon.close();
        daemon = daemon();

        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 0");
        assertThat(members("?server=store-web-a02").getFirst())
                .usingRecursiveComparison()
                .ignoringFields("load.emptySince") // since the daemon of now has looked
                .withEqualsForFields(
                        ServerOverridesTest::isWithinASecond, "override.value.since", "override.value.deadline")
                .isEqualTo(before);
    }

    /// Each daemon relates the two clocks when it starts, so a time may show as the next second.
    private static boolean isWithinASecond(Object a, Object b) {
        return Duration.between(Instant.parse((String) a), Instant.parse((String) b))
                        .abs()
                        .compareTo(Duration.ofSeconds(1))
                <= 0;
    }

    @Test
    void aDeadlineThatPassedWhileTheDaemonWasAwayIsOver() throws IOException {
        daemon.close();
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/overrides.json"), """
                {"version": 1, "overrides": [{"server": "store-web-a02", "vip": "", "kind": "drain", "weight": 0,
                 "reason": "", "since": "2026-01-01T00:00:00Z", "deadline": "2026-01-01T00:10:00Z"}]}
                """);
        daemon = daemon();

        assertThat(planned()).containsExactly("store-web-a01 1");
        assertThat(members("?server=store-web-a02").getFirst().override().map(OverrideInfo::what))
                .hasValue("drain, deadline over");
    }

    @Test
    void aFileOfOverridesThatCannotBeReadIsLaidAsideAndSaid() throws IOException {
        daemon.close();
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/overrides.json"), "{");
        daemon = daemon();

        assertThat(Json.read(get("/v1/status").body(), Status.class).problems())
                .singleElement()
                .asString()
                .contains("overrides.json could not be read", "take sessions again");
        assertThat(directory.resolve("state/overrides.json.broken")).exists();
    }

    @Test
    void aDeadlineEndsTheSessionsThatAreLeft() throws Exception {
        forwarding.counters = counters(7);
        put(STATE, "{\"state\": \"drain\", \"deadline_seconds\": 1}");

        await(() -> planned().equals(List.of("store-web-a01 1")));

        assertThat(members("?draining=true")).isEmpty();
    }

    @Test
    void anEmptyServerIsNoticedWithoutBeingAskedFor() throws Exception {
        forwarding.counters = counters(7);
        put(STATE, "{\"state\": \"drain\"}");
        assertThat(members("?draining=true").getFirst().load().emptySince()).isEmpty();
        assertThat(members("?draining=true").getFirst().load().sessions()).isEqualTo(7);
        int asked = forwarding.threads.size();

        forwarding.counters = counters(0);
        await(() -> forwarding.threads.size() > asked);

        assertThat(members("?draining=true").getFirst().load().emptySince()).isNotEmpty();
    }

    @Test
    void aNewFileKeepsTheOverrideAndSaysSo() throws IOException {
        put(STATE, "{\"state\": \"drain\"}");

        Applied applied =
                Json.read(RawHttp.post(socket(), "/v1/config/apply", "").body(), Applied.class);

        assertThat(applied.overrides()).containsExactly("override kept: store-web-a02: drain in every VIP");
        assertThat(planned()).containsExactly("store-web-a01 1", "store-web-a02 0");
    }

    @Test
    void aNewFileWithoutTheServerDropsTheOverrideAndSaysSo() throws IOException {
        put(STATE, "{\"state\": \"drain\"}");
        Files.writeString(file, Configs.STORE_YAML.replace("[store-web-a01, store-web-a02]", "[store-web-a01]"));

        Applied applied =
                Json.read(RawHttp.post(socket(), "/v1/config/apply", "").body(), Applied.class);

        assertThat(applied.overrides())
                .containsExactly("override removed by the file: store-web-a02: drain in every VIP");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() throws IOException {
        RawHttp server = RawHttp.put(socket(), "/v1/servers/web-9/state", "{\"state\": \"drain\"}");
        RawHttp vip = RawHttp.put(socket(), STATE, "{\"state\": \"drain\", \"vip\": \"shop\"}");

        assertThat(server.status()).isEqualTo(404);
        assertThat(problem(server).type()).isEqualTo("urn:baro:unknown-name");
        assertThat(problem(server).fix()).isEqualTo("there are: store-web-a01, store-web-a02");
        assertThat(problem(vip).detail()).isEqualTo("there is no VIP shop");
    }

    @Test
    void refusesWhatCannotBeDone() throws IOException {
        RawHttp state = RawHttp.put(socket(), STATE, "{\"state\": \"maint\"}");
        RawHttp weight = RawHttp.put(socket(), "/v1/servers/store-web-a02/weight", "{\"weight\": 101}");
        RawHttp body = RawHttp.put(socket(), STATE, "drain");

        assertThat(List.of(state.status(), weight.status(), body.status())).containsOnly(400);
        assertThat(problem(state).fix()).isEqualTo("use enabled, drain or disabled");
        assertThat(problem(weight).detail()).isEqualTo("weight 101 is out of range");
        assertThat(forwarding.applied).hasSize(1);
    }

    private Daemon daemon() {
        return Daemon.start(
                new Settings(file, "", List.of(), "test", socket(), directory.resolve("state")), _ -> forwarding);
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }

    private RawHttp get(String path) throws IOException {
        return RawHttp.get(socket(), path);
    }

    private List<ServerMember> put(String path, String body) throws IOException {
        RawHttp answer = RawHttp.put(socket(), path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), Members.class).servers();
    }

    private List<ServerMember> members(String query) throws IOException {
        return Json.read(get("/v1/members" + query).body(), Members.class).servers();
    }

    private static ProblemDetail problem(RawHttp answer) {
        return Json.read(answer.body(), ProblemDetail.class);
    }

    private List<String> planned() {
        return forwarding.applied.getLast().services().getFirst().servers().stream()
                .map(ServerOverridesTest::text)
                .toList();
    }

    private static String text(PlannedServer server) {
        return server.name() + " " + server.weight();
    }

    private static ForwarderCounters counters(long sessions) {
        VirtualService http = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
        ServerCounters server =
                new ServerCounters("store-web-a02", IpAddress.parse("198.51.100.2"), 8, 480, 9, sessions, 0, 0);
        return new ForwarderCounters(Map.of(), List.of(new ServiceCounters(http, false, List.of(server))));
    }

    /// Looks every 20 ms, ten seconds long.
    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long endNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < endNs) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
