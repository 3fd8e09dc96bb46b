// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Difference;
import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a daemon refuses of a valid file or change, asked over its real socket: what takes traffic away, and what its
/// next start would stumble over.
class RefusalTest {
    private static final String NO_VIPS = Configs.STORE_YAML.substring(0, Configs.STORE_YAML.indexOf("vips:"));
    private static final String APPLY = "/v1/config/apply";
    private static final String DRAIN = "{\"state\": \"drain\"}";

    private final RecordingForwarding forwarding = new RecordingForwarding();
    private Path file;
    private Path socket;
    private Daemon daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML);
        socket = directory.resolve("baro.sock");
        daemon = daemon();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aFileThatTakesEveryVipAwayNeedsForce() throws IOException {
        Files.writeString(file, NO_VIPS);

        RawHttp refused = RawHttp.post(socket, APPLY, "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(Json.read(refused.body(), ProblemDetail.class))
                .isEqualTo(new ProblemDetail(
                        "urn:baro:needs-force",
                        "the file takes traffic away",
                        409,
                        "every VIP is removed: store-app1 (203.0.113.100)",
                        file.toString(),
                        "nothing has changed; if that is intended, repeat the request with force=true"));
        assertThat(RawHttp.post(socket, APPLY + "?force=false", "").status()).isEqualTo(409);
        assertThat(RawHttp.post(socket, APPLY + "?force=1", "").status()).isEqualTo(409);
        assertThat(forwarding.applied).hasSize(1);
        assertThat(status().config().revision()).isEqualTo(1);

        RawHttp forced = RawHttp.post(socket, APPLY + "?force=true", "");

        assertThat(Json.read(forced.body(), Applied.class).revision()).isEqualTo(2);
        assertThat(forwarding.applied.getLast().services()).isEmpty();
        assertThat(status().config().failure()).isEmpty();
    }

    @Test
    void theHangUpSignalHasNoForceAndPointsAtApply() throws IOException {
        Files.writeString(file, Configs.STORE_YAML.replace("dscp: 10", "dscp: 12"));
        long before = newestEvent();

        daemon.reload();

        assertThat(forwarding.applied).hasSize(1);
        assertThat(eventsAfter(before))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.level() + " " + event.event()).isEqualTo("warning CONFIG_NEEDS_FORCE"))
                .satisfies(event -> assertThat(event.fields())
                        .containsEntry("source", file.toString())
                        .containsEntry("kept", "1")
                        .containsEntry(
                                "text",
                                "store-app1 changes its DSCP from 10 to 12: its real servers must be prepared for the"
                                        + " new one first")
                        .containsEntry("fix", "if that is meant, type: baro apply --force --socket " + socket));
        assertThat(status().problems())
                .containsExactly(
                        file + ": store-app1 changes its DSCP from 10 to 12: its real servers must be prepared for"
                                + " the new one first; if that is meant, type: baro apply --force --socket " + socket
                                + " (r1 is in force)");
    }

    @Test
    void theFileOfBeforeEndsTheProblem() throws IOException {
        Files.writeString(file, NO_VIPS);
        daemon.reload();
        assertThat(status().problems()).hasSize(1);

        Files.writeString(file, Configs.STORE_YAML);
        daemon.reload();

        assertThat(status().problems()).isEmpty();
    }

    @Test
    void everyLossOfAVipIsNamed() throws IOException {
        assertThat(refusal("servers: [store-web-a01, store-web-a02]", "servers: []"))
                .isEqualTo("store-app1 loses every real server: store-web-a01, store-web-a02");
        assertThat(refusal("{port: 80}", "{port: 80, protocol: udp}"))
                .isEqualTo("store-app1 loses every port: http (tcp 80)");
        assertThat(refusal("address: 203.0.113.100", "address: 203.0.113.101"))
                .isEqualTo("store-app1 moves from 203.0.113.100 to 203.0.113.101: packets to 203.0.113.100 are no"
                        + " longer forwarded");
        assertThat(refusal("weight: 1}", "weight: 0}"))
                .isEqualTo("store-app1 is left without a usable real server: store-web-a01 (weight 0), store-web-a02"
                        + " (weight 0)");
        assertThat(forwarding.applied).hasSize(1);
    }

    @Test
    void diffNamesWhatNeedsForce() throws IOException {
        RawHttp answer = RawHttp.post(socket, "/v1/config/diff", NO_VIPS);

        assertThat(Json.read(answer.body(), Difference.class).needsForce())
                .containsExactly("every VIP is removed: store-app1 (203.0.113.100)");
    }

    @Test
    void aFirstStartWithoutVipsIsAllowedAndSaysSo() throws IOException {
        daemon.close();
        Files.writeString(file, NO_VIPS);
        daemon = daemon();

        assertThat(events().stream()
                        .filter(event -> event.event().equals("NO_VIPS"))
                        .toList()
                        .getLast()
                        .fields())
                .containsEntry(
                        "text",
                        "the configuration has no VIP, so no packet is forwarded; add a VIP under vips: and type baro"
                                + " apply");
        assertThat(status().problems())
                .containsExactly("the configuration has no VIP, so no packet is forwarded; add a VIP under vips: and"
                        + " type baro apply");
        Files.writeString(file, Configs.STORE_YAML);
        assertThat(RawHttp.post(socket, APPLY, "").status()).isEqualTo(200);
        assertThat(status().problems()).isEmpty();
    }

    /// After a crash, an empty file would do what was refused before it.
    @Test
    void aStartWithoutVipsDoesNotEmptyWhatIsForwarded() throws IOException {
        daemon.close();
        Files.writeString(file, NO_VIPS);
        RecordingForwarding adopted = new RecordingForwarding() {
            @Override
            public int servicesInForce() {
                return 2;
            }
        };

        assertThatThrownBy(() -> Daemon.start(settings(), _ -> adopted))
                .isInstanceOfSatisfying(
                        OperatorException.class, e -> assertThat(e.exitCode()).isEqualTo(5))
                .hasMessage("baro run: %s has no VIP, and packets of 2 virtual services are still forwarded as the"
                                .formatted(file)
                        + " previous daemon left them; restore the VIPs, or, to stop forwarding, type: baro run"
                        + " --detach --instance test --socket " + socket);
        assertThat(adopted.applied).isEmpty();
        assertThat(adopted.closed).isTrue();
    }

    @Test
    void theLastUsableServerNeedsForce() throws IOException {
        assertThat(RawHttp.put(socket, state("store-web-a02"), DRAIN).status()).isEqualTo(200);
        assertThat(RawHttp.put(socket, state("store-web-a02"), DRAIN).status())
                .as("it lowers nothing")
                .isEqualTo(200);

        RawHttp refused = RawHttp.put(socket, state("store-web-a01"), DRAIN);

        assertThat(Json.read(refused.body(), ProblemDetail.class))
                .isEqualTo(new ProblemDetail(
                        "urn:baro:needs-force",
                        "too few usable real servers would remain",
                        409,
                        "store-app1 would have 0 usable real servers and needs 1",
                        "store-web-a01",
                        "nothing has changed; if that is intended, repeat the request with force=true"));
        RawHttp forced = RawHttp.put(socket, state("store-web-a01") + "?force=true", DRAIN);
        assertThat(Json.read(forced.body(), Members.class).warnings())
                .containsExactly("store-app1: no real server takes new sessions");
    }

    @Test
    void needCounts() throws IOException {
        Files.writeString(file, Configs.STORE_YAML.replace("dscp: 10", "dscp: 10\n    need: 2"));
        RawHttp.post(socket, APPLY, "");

        RawHttp refused = RawHttp.put(socket, "/v1/servers/store-web-a01/weight", "{\"weight\": 0}");

        assertThat(Json.read(refused.body(), ProblemDetail.class).detail())
                .isEqualTo("store-app1 would have 1 usable real server and needs 2");
    }

    @Test
    void enablingCanLowerTheNumberToo() throws IOException {
        Files.writeString(file, Configs.STORE_YAML.replaceFirst("weight: 1", "weight: 0"));
        RawHttp.post(socket, APPLY, "");
        assertThat(RawHttp.put(socket, "/v1/servers/store-web-a01/weight", "{\"weight\": 5}")
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.put(socket, state("store-web-a02"), DRAIN).status()).isEqualTo(200);

        RawHttp refused = RawHttp.put(socket, state("store-web-a01"), "{\"state\": \"enabled\"}");

        assertThat(Json.read(refused.body(), ProblemDetail.class).detail())
                .isEqualTo("store-app1 would have 0 usable real servers and needs 1");
    }

    /// Each alone is harmless.
    @Test
    void twoDrainsAtOnceDoNotSlipThrough() {
        for (int round = 0; round < 20; round++) {
            List<Integer> answers = Stream.of("store-web-a01", "store-web-a02")
                    .map(server -> CompletableFuture.supplyAsync(() -> put(state(server), DRAIN)))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .sorted()
                    .toList();

            assertThat(answers).containsExactly(200, 409);
            put(state("store-web-a01"), "{\"state\": \"enabled\"}");
            put(state("store-web-a02"), "{\"state\": \"enabled\"}");
        }
    }

    @Test
    void aSecretThatTheNextStartWouldMissIsRefusedNow() throws IOException {
        Files.writeString(file, "cluster-secret-file: /nowhere/secret\n" + Configs.STORE_YAML);

        RawHttp refused = RawHttp.post(socket, APPLY, "");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(Json.read(refused.body(), ProblemDetail.class).detail()).isEqualTo("""
                        %s:1:1: cannot read the cluster secret /nowhere/secret: no such file
                            1 | cluster-secret-file: /nowhere/secret
                              | ^^^^^^^^^^^^^^^^^^^ create one: head -c 32 /dev/urandom > /nowhere/secret, and copy it to every balancer
                        1 error
                        """.formatted(file));
        assertThat(forwarding.applied).hasSize(1);
        assertThat(status().config().failure())
                .isEqualTo(file + ": line 1: cannot read the cluster secret /nowhere/secret: no such file; create one:"
                        + " head -c 32 /dev/urandom > /nowhere/secret, and copy it to every balancer");
    }

    @Test
    void metricsThatCannotBeServedAreRefusedNow() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Files.writeString(file, Configs.STORE_YAML + "metrics: {listen: \"" + listen + "\"}\n");

            RawHttp refused = RawHttp.post(socket, APPLY, "");

            assertThat(Json.read(refused.body(), ProblemDetail.class).detail())
                    .contains("cannot serve metrics at " + listen + ": Address already in use")
                    .contains("choose another address or port in metrics: {listen: ...}; ss -ltnp shows the listening"
                            + " process");
        }
    }

    @Test
    void metricsThatAreServedAlreadyAreNoProblem() throws IOException {
        daemon.close();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(file, Configs.STORE_YAML + "metrics: {listen: \"127.0.0.1:" + port + "\"}\n");
        daemon = daemon();

        assertThat(RawHttp.post(socket, APPLY, "").status()).isEqualTo(200);
    }

    @Test
    void aFileWithoutThisBalancerIsRefusedNow() throws IOException {
        String others = """
                lb-x: {address: 192.0.2.12, interfaces: [eth0]}
                lb-y: {address: 192.0.2.13, interfaces: [eth0]}
                """.indent(2);
        Files.writeString(
                file,
                Configs.STORE_YAML.replaceFirst("  lb-a1: .*\n", java.util.regex.Matcher.quoteReplacement(others)));

        RawHttp refused = RawHttp.post(socket, APPLY, "");

        assertThat(Json.read(refused.body(), ProblemDetail.class).detail())
                .contains("has several balancers, but none has this host's name")
                .contains("use --balancer NAME with one of: lb-x, lb-y");
    }

    @Test
    void whatNeedsARestartIsSaid() throws IOException {
        Path secret = Files.writeString(file.resolveSibling("secret"), "0123456789abcdef");
        Files.writeString(
                file,
                "cluster-secret-file: " + secret + "\n" + Configs.STORE_YAML.replace("192.0.2.11", "192.0.2.12")
                        + "sessions: {max: 5000}\n");

        Applied applied = Json.read(RawHttp.post(socket, APPLY, "").body(), Applied.class);

        assertThat(applied.restart())
                .containsExactly(
                        "the address of lb-a1 has changed in the configuration; restart the daemon to send tunnels"
                                + " and probes from the new one",
                        "the session table was created for 1048576 sessions and should now hold 5000; stop the"
                                + " daemon, run baro run --detach, and start it again",
                        "the key of the flow hash should now be " + secret + "; stop the daemon, run baro run --detach,"
                                + " and start it again");
        assertThat(status().problems()).isEqualTo(applied.restart());
    }

    private String refusal(String from, String to) throws IOException {
        Files.writeString(file, Configs.STORE_YAML.replace(from, to));
        RawHttp refused = RawHttp.post(socket, APPLY, "");
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        return Json.read(refused.body(), ProblemDetail.class).detail();
    }

    private int put(String path, String body) {
        try {
            return RawHttp.put(socket, path, body).status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String state(String server) {
        return "/v1/servers/" + server + "/state";
    }

    private Daemon daemon() {
        return Daemon.start(settings(), _ -> forwarding);
    }

    private Settings settings() {
        return new Settings(file, "", List.of(), "test", socket, file.resolveSibling("state"));
    }

    private Status status() throws IOException {
        return Json.read(RawHttp.get(socket, "/v1/status").body(), Status.class);
    }

    private List<EventEntry> events() throws IOException {
        return Json.read(RawHttp.get(socket, "/v1/events?limit=1000").body(), EventList.class)
                .events();
    }

    private long newestEvent() throws IOException {
        return events().getLast().id();
    }

    private List<EventEntry> eventsAfter(long id) throws IOException {
        return events().stream().filter(event -> event.id() > id).toList();
    }
}
