// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.Eventually;
import dev.baro.balancer.RawHttp;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerDetail.TargetEvidence;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.Status;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.ServicePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon with probes that answer as the test says, asked over its real socket.
class HealthMonitorTest {
    private static final String A01 = "store-web-a01";
    private static final String A02 = "store-web-a02";
    private static final String THREE_SERVERS = Configs.STORE_YAML
            .replace("vips:\n", "  store-web-a03: {address: 198.51.100.3, data-centre: idc-a, weight: 1}\nvips:\n")
            .replace("[store-web-a01, store-web-a02]", "[store-web-a01, store-web-a02, store-web-a03]");

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private final ScriptedProbes probes = new ScriptedProbes();
    private Path file;
    private Path socket;
    private Path memory;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        file = directory.resolve("baro.yaml");
        socket = directory.resolve("baro.sock");
        memory = directory.resolve("memory");
        Files.writeString(file, Configs.STORE_YAML);
        daemon = Daemon.start(settings(), _ -> forwarding, (_, _, results) -> probes.start(results));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aServerIsNotUsedUntilItIsChecked() {
        assertThat(takers(forwarding.applied.getFirst())).isEmpty();

        probes.rounds(2);

        seeTakers(A01, A02);
    }

    @Test
    void aServerThatFailsIsTakenOutWithTheVerdict() {
        probes.rounds(2);
        seeTakers(A01, A02);
        probes.script(A02, Reply.FROM_REAL_ADDRESS, Reply.EXPECTED);
        probes.rounds(3);

        seeTakers(A01);
        ServerSummary server = server(A02).server();
        assertThat(server.health()).isEqualTo("down");
        assertThat(server.verdict()).isEqualTo("mark-lost");
        assertThat(server.layers()).containsEntry("l3", "down").containsEntry("l4", "down");
        assertThat(server.uses()).extracting(ServerSummary.ServerUse::port).containsExactly("http");
    }

    /// Files that it names, of certificates, may hold something else.
    @Test
    void theSameFileIsFollowedAgainWhenItIsApplied() {
        seeTakers();
        int told = Eventually.see(probes::told, times -> times >= 1);

        daemon.reload();

        assertThat(Eventually.see(probes::told, times -> times > told)).isEqualTo(told + 1);
    }

    @Test
    void theEvidenceIsShown() {
        probes.rounds(2);
        seeTakers(A01, A02);
        probes.script(A02, Reply.NOTHING, Reply.EXPECTED);
        probes.rounds(3);
        Eventually.see(() -> server(A02).server().verdict(), "vip-silent"::equals);

        TargetEvidence ping = server(A02).targets().getFirst();
        assertThat(ping.layer()).isEqualTo("l3");
        assertThat(ping.condition()).isEqualTo("down");
        assertThat(ping.verdict()).isEqualTo("vip-silent");
        assertThat(ping.sent()).isEqualTo("ping to 198.51.100.2, DSCP 10");
        assertThat(ping.streak()).isEqualTo(-3);
        assertThat(ping.needed()).isEqualTo(2);
        assertThat(ping.nextProbe()).isNotEmpty();
        assertThat(ping.replies())
                .extracting(ServerDetail.SeenReply::of, ServerDetail.SeenReply::reply, ServerDetail.SeenReply::detail)
                .containsExactly(
                        tuple("probe", "nothing", "NOTHING by script"),
                        tuple("failure", "nothing", "NOTHING by script"),
                        tuple("marked", "nothing", "NOTHING by script"),
                        tuple("unmarked", "expected", "EXPECTED by script"));
        assertThat(ping.path()).containsExactly(new ServerDetail.SeenHop(1, "192.0.2.1", 0));
    }

    @Test
    void whatHappensIsAnEvent() {
        probes.rounds(2);
        seeTakers(A01, A02);
        long before = newestEvent();
        probes.script(A02, Reply.REFUSED, Reply.EXPECTED);
        probes.rounds(3);
        seeTakers(A01);

        EventEntry down = events(before).stream()
                .filter(event -> event.event().equals("SERVER_DOWN"))
                .findFirst()
                .orElseThrow();
        assertThat(down.level()).isEqualTo("warning");
        assertThat(down.fields())
                .containsEntry("server", A02)
                .containsEntry("vip", "store-app1")
                .containsEntry("ports", "http")
                .containsEntry("verdict", "not-listening")
                .containsEntry("back", "REFUSED by script");

        long after = newestEvent();
        probes.script(A02, Reply.EXPECTED, Reply.EXPECTED);
        probes.rounds(2);
        seeTakers(A01, A02);

        assertThat(events(after)).extracting(EventEntry::event).contains("SERVER_UP");
    }

    @Test
    void aServerThatIsDownIsAProblemOfTheStatus() {
        probes.rounds(2);
        probes.script(A02, Reply.NOTHING, Reply.NOTHING);
        probes.rounds(3);
        seeTakers(A01);

        Status status = Eventually.see(
                this::status,
                now -> now.problems().size() == 1 && now.problems().getFirst().contains("server-down"));

        assertThat(status.problems().getFirst())
                .startsWith("store-web-a02 is down for store-app1 http since ")
                .endsWith(": server-down; look: baro server show store-web-a02");
        assertThat(status.vips().getFirst().servers())
                .extracting(Status.ServerStatus::health)
                .containsExactly("up", "down");
    }

    @Test
    void whenAllFailAtOnceTheLastGoodSetIsKeptAndTheAlarmIsRaised() throws IOException {
        Files.writeString(file, THREE_SERVERS);
        daemon.reload();
        Eventually.see(() -> probes.tasks().size(), count -> count == 6);
        probes.rounds(2);
        seeTakers(A01, A02, "store-web-a03");
        List.of(A01, A02, "store-web-a03").forEach(name -> probes.script(name, Reply.NOTHING, Reply.NOTHING));
        probes.rounds(3);

        Status alarmed =
                Eventually.see(this::status, status -> status.problems().size() > 3);
        assertThat(alarmed.problems().getFirst()).startsWith("3 of 3 real servers failed together, since ");
        assertThat(takers(forwarding.applied.getLast())).hasSize(3);

        List.of(A01, A02, "store-web-a03").forEach(name -> probes.script(name, Reply.EXPECTED, Reply.EXPECTED));
        probes.rounds(2);
        assertThat(Eventually.see(this::status, status -> status.problems().isEmpty())
                        .problems())
                .isEmpty();
    }

    /// Nothing is wrong with this host's links: the check asks for what is not there.
    @Test
    void aChangedCheckThatAllServersFailIsNamed() throws IOException {
        probes.rounds(2);
        seeTakers(A01, A02);
        long before = newestEvent();
        Files.writeString(
                file,
                Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80, check: {l7: {http: GET /nope}}}"));
        daemon.reload();
        Eventually.see(() -> probes.tasks().size(), Integer.valueOf(6)::equals);
        List.of(A01, A02).forEach(name -> probes.script(name, Reply.UNEXPECTED, Reply.UNEXPECTED));
        probes.round(Layer.L7);

        Status alarmed =
                Eventually.see(this::status, status -> status.problems().size() > 2);
        assertThat(alarmed.problems().getFirst())
                .startsWith("2 of 2 real servers failed together, since ")
                .contains("none has passed the check since it was changed: store-app1 http (http GET /nope, 200);");
        assertThat(events(before))
                .filteredOn(event -> event.event().equals("MASS_FAILURE_SUSPECTED"))
                .extracting(event -> event.fields().get("checks"))
                .containsExactly("store-app1 http (http GET /nope, 200)");
    }

    /// Two of four are taken out; the third makes it a mass failure, and they are used again.
    @Test
    void aServerThatAMassFailureBringsBackIsAnEvent() throws IOException {
        Files.writeString(
                file,
                THREE_SERVERS
                        .replace(
                                "vips:\n",
                                "  store-web-a04: {address: 198.51.100.4, data-centre: idc-a, weight: 1}\nvips:\n")
                        .replace("store-web-a03]", "store-web-a03, store-web-a04]"));
        daemon.reload();
        Eventually.see(() -> probes.tasks().size(), count -> count == 8);
        probes.rounds(2);
        seeTakers(A01, A02, "store-web-a03", "store-web-a04");
        probes.script(A01, Reply.NOTHING, Reply.NOTHING);
        probes.script(A02, Reply.NOTHING, Reply.NOTHING);
        probes.rounds(3);
        seeTakers("store-web-a03", "store-web-a04");
        long before = newestEvent();
        probes.script("store-web-a03", Reply.NOTHING, Reply.NOTHING);
        probes.rounds(3);

        seeTakers(A01, A02, "store-web-a03", "store-web-a04");
        assertThat(events(before))
                .filteredOn(event -> event.event().equals("SERVER_KEPT"))
                .extracting(event -> event.fields().getOrDefault("server", ""))
                .containsExactlyInAnyOrder(A01, A02, "store-web-a03");
    }

    @Test
    void aVipWithoutEnoughServersIsAProblem() {
        assertThat(Eventually.see(this::status, status -> !status.problems().isEmpty())
                        .problems())
                .containsExactly("store-app1: not served from here: 0 usable real servers, needs 1");
    }

    @Test
    void aServerThatAReloadBringsIsUnknownUntilChecked() throws IOException {
        probes.rounds(2);
        seeTakers(A01, A02);
        Files.writeString(file, THREE_SERVERS);
        daemon.reload();
        Eventually.see(() -> probes.tasks().size(), count -> count == 6);
        assertThat(takers(forwarding.applied.getLast())).containsExactly(A01, A02);

        probes.rounds(2);

        seeTakers(A01, A02, "store-web-a03");
    }

    @Test
    void aRestartGoesOnWithWhatWasKnown() {
        probes.rounds(2);
        probes.script(A02, Reply.NOTHING, Reply.NOTHING);
        probes.rounds(3);
        seeTakers(A01);
        daemon.close();

        RecordingForwarding next = new RecordingForwarding();
        daemon = Daemon.start(settings(), _ -> next, (_, _, results) -> probes.start(results));

        assertThat(takers(next.applied.getFirst())).containsExactly(A01);
    }

    @Test
    void theServersAreListedInTheOrderOfTheConfiguration() {
        probes.rounds(2);
        seeTakers(A01, A02);

        ServerList list = Json.read(get("/v1/servers").body(), ServerList.class);

        assertThat(list.servers()).extracting(ServerSummary::name).containsExactly(A01, A02);
        assertThat(list.servers()).extracting(ServerSummary::health).containsExactly("up", "up");
        assertThat(list.servers().getFirst().verdict()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsAProblemDocument() {
        RawHttp answer = get("/v1/servers/web-9");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(Json.read(answer.body(), ProblemDetail.class).detail())
                .isEqualTo("the configuration has no real server web-9");
    }

    @Test
    void eachUseIsProbed() {
        assertThat(probes.tasks())
                .extracting(ProbeTask::target)
                .extracting(Object::toString)
                .containsExactly(
                        "l3 store-web-a01 for store-app1",
                        "l4 store-web-a01 for store-app1 http",
                        "l3 store-web-a02 for store-app1",
                        "l4 store-web-a02 for store-app1 http");
    }

    @Test
    void anApplicationIsAskedAtOnceWhenItsServerConnects() throws IOException {
        Files.writeString(
                file, Configs.STORE_YAML.replace("http: {port: 80}", "http: {port: 80, check: {l7: {http: GET /}}}"));
        daemon.reload();
        Eventually.see(() -> probes.tasks().size(), Integer.valueOf(6)::equals);

        probes.round(Layer.L3);
        probes.round(Layer.L4);

        Eventually.see(
                () -> probes.hurried().stream().map(ProbeTarget::toString).toList(),
                List.of("l7 store-web-a01 for store-app1 http", "l7 store-web-a02 for store-app1 http")::equals);
        assertThat(server(A01).server().layers()).containsEntry("l4", "up").containsEntry("l7", "unknown");
    }

    @Test
    void closingEndsTheProbes() {
        daemon.close();

        assertThat(probes.closed()).isTrue();
        assertThat(memory.resolve("health")).exists();
    }

    private void seeTakers(String... names) {
        Eventually.see(() -> takers(forwarding.applied.getLast()), List.of(names)::equals);
    }

    /// Who takes new sessions of the only service, in the order of the plan.
    private static List<String> takers(Plan plan) {
        ServicePlan service = plan.services().getFirst();
        return IntStream.range(0, service.ring().size())
                .map(service.ring()::slot)
                .distinct()
                .sorted()
                .mapToObj(slot -> service.servers().get(slot).name())
                .toList();
    }

    private ServerDetail server(String name) {
        return Json.read(get("/v1/servers/" + name).body(), ServerDetail.class);
    }

    private Status status() {
        return Json.read(get("/v1/status").body(), Status.class);
    }

    private long newestEvent() {
        List<EventEntry> all = events(0);
        return all.isEmpty() ? 0 : all.getLast().id();
    }

    private List<EventEntry> events(long after) {
        return Json.read(get("/v1/events?limit=1000&after=" + after).body(), EventList.class)
                .events();
    }

    private RawHttp get(String path) {
        try {
            return RawHttp.get(socket, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Settings settings() {
        return new Settings(file, "", List.of(), "test", socket, memory);
    }
}
