// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.InNetwork;
import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.history.Revision;
import dev.baro.core.history.RevisionList;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.AppliedAll.Outcome;
import dev.baro.core.peer.Invited;
import dev.baro.core.peer.PeerList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two real daemons on two hosts become a pair, and are kept one.
@Tag("faults")
@Timeout(240)
class PairTest {
    private static final String FIRST = "  lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}\n";
    private static final String SECOND = "  lb-a2: {address: 10.10.0.12, data-centre: idc-a, interfaces: [eth0]}\n";
    private static final String CENTRE = "data-centres:\n  idc-a: {prefixes: [10.10.0.0/16]}\n";
    private static final String SHOP = """
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16]}
            servers:
              web-1: {address: 10.10.0.21, data-centre: idc-a}
              web-2: {address: 10.10.0.22, data-centre: idc-a}
            vips:
              shop:
                address: 211.115.115.100
                dscp: 10
                servers: [web-1, web-2]
                ports:
                  http: {port: 80}
            """;
    private static final String SPARE = "servers:\n  web-3: {address: 10.10.0.23, data-centre: idc-a}\n";
    private static final String BOTH = "version: 1\nbalancers:\n" + FIRST + SECOND + SHOP;
    private static final String BUNDLE = BOTH + "#%file shop.d/10-spare.yaml\n" + SPARE;
    private static final String UNWATCHED = "watch=false&reason=new-shop";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private PairNetwork network;
    private Path at1;
    private Path at2;
    private DaemonProcess first;
    private DaemonProcess second;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        network = PairNetwork.create();
        at1 = Files.createDirectory(directory.resolve("lb-a1"));
        at2 = Files.createDirectory(directory.resolve("lb-a2"));
        Files.writeString(at1.resolve("baro.yaml"), "version: 1\nbalancers:\n" + FIRST + CENTRE);
        Files.writeString(at2.resolve("baro.yaml"), "version: 1\nbalancers:\n" + SECOND + CENTRE);
        first = DaemonProcess.startAs("lb-a1", PairNetwork.FIRST, at1);
        second = DaemonProcess.startAs("lb-a2", PairNetwork.SECOND, at2);
    }

    @AfterEach
    void stop() throws IOException {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
        network.close();
    }

    @Test
    void threeCommandsMakeAPairOfOneConfiguration() throws IOException {
        join();

        AppliedAll applied = applied(apply(at1, BUNDLE, UNWATCHED));

        assertThat(applied.complete()).isTrue();
        assertThat(applied.balancers()).extracting(Outcome::balancer).containsExactly("lb-a1", "lb-a2");
        for (Path each : new Path[] {at1, at2}) {
            assertThat(each.resolve("baro.yaml")).hasContent(BOTH);
            assertThat(each.resolve("baro.d/10-spare.yaml")).hasContent(SPARE);
            assertThat(RawHttp.get(socket(each), "/v1/config").body()).contains("web-3");
        }
        assertThat(newest(at1)).isEqualTo(new Revision.Author("apply", "root", "new-shop"));
        assertThat(newest(at2)).isEqualTo(new Revision.Author("apply", "root at lb-a1", "new-shop"));
        PeerList _ = awaitSame(at2);
        assertThat(RawHttp.get(socket(at2), "/v1/status").body()).contains("\"file_state\" : \"same\"");
    }

    @Test
    void overridesReachThePeer() throws IOException {
        join();
        assertThat(applied(apply(at1, BOTH, UNWATCHED)).complete()).isTrue();

        assertThat(RawHttp.put(
                                socket(at1),
                                "/v1/servers/web-2/state?force=true",
                                "{\"state\": \"drain\", \"vip\": \"\", \"weight\": 0}")
                        .status())
                .isEqualTo(200);

        second.await("PEER_OVERRIDE");
        assertThat(get(at2, "/v1/members?server=web-2")).contains("drain");
    }

    @Test
    void aTextWithAnErrorChangesNothing() throws IOException {
        join();
        String here = Files.readString(at1.resolve("baro.yaml"));

        RawHttp refused = apply(at1, BOTH.replace("dscp: 10", "dscp: 99"), UNWATCHED);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(at1.resolve("baro.yaml")).hasContent(here);
        assertThat(newest(at1).origin()).isEqualTo("start");
        assertThat(newest(at2).origin()).isEqualTo("start");
    }

    @Test
    void eachGoesOnAloneAndTheNextApplyToAllDecides() throws IOException {
        join();
        assertThat(applied(apply(at1, BOTH, UNWATCHED)).complete()).isTrue();

        network.cut();
        first.await("PEER_SILENT");
        assertThat(problem(apply(at1, BOTH, UNWATCHED)).type()).isEqualTo(ProblemDetail.PEER_SILENT);
        AppliedAll alone = applied(apply(at1, BUNDLE, UNWATCHED + "&reachable=true"));
        assertThat(alone.balancers()).extracting(Outcome::result).containsExactly("applied", "silent");

        network.join();
        PeerList _ = awaitDifference(at1, "lb-a2 runs another configuration");
        PeerList _ = awaitDifference(at2, "lb-a1 runs another configuration");
        assertThat(applied(apply(at2, "", UNWATCHED)).complete()).isTrue();
        assertThat(at1.resolve("baro.yaml")).hasContent(BOTH);
        assertThat(at1.resolve("baro.d/10-spare.yaml")).doesNotExist();
        PeerList _ = awaitSame(at1);
    }

    @Test
    void aRollbackIsOfOneBalancerAndIsNamedOnTheOther() throws IOException {
        join();
        assertThat(applied(apply(at1, BOTH, UNWATCHED)).complete()).isTrue();
        assertThat(applied(apply(at1, BUNDLE, UNWATCHED)).complete()).isTrue();

        assertThat(RawHttp.post(socket(at2), "/v1/config/rollback?force=true", "")
                        .status())
                .isEqualTo(200);

        assertThat(newest(at2).origin()).isEqualTo("rollback");
        assertThat(newest(at1).origin()).isEqualTo("apply");
        PeerList _ = awaitDifference(at1, "lb-a2 runs another configuration");
        ProblemDetail objected = problem(apply(at1, BUNDLE, UNWATCHED));
        assertThat(objected.type()).isEqualTo(ProblemDetail.NEEDS_FORCE);
        assertThat(objected.detail()).startsWith("lb-a2: ").contains("rolled back");
    }

    @Test
    void eachWaitsForItsOwnConfirmation() throws IOException {
        join();
        assertThat(applied(apply(at1, BOTH, UNWATCHED)).complete()).isTrue();
        assertThat(applied(apply(at1, BUNDLE, UNWATCHED + "&confirm-within=4")).complete())
                .isTrue();

        assertThat(RawHttp.post(socket(at1), "/v1/config/confirm", "").status()).isEqualTo(200);

        Revision.Author back = Eventually.see(
                PATIENCE, () -> newest(at2), author -> author.origin().equals("not-confirmed"));
        assertThat(back.reason()).contains("was not confirmed within 4s");
        assertThat(newest(at1).origin()).isEqualTo("apply");
        assertThat(get(at1, "/v1/config")).contains("web-3");
        assertThat(get(at2, "/v1/config")).doesNotContain("web-3");
    }

    @Test
    void strangersAreRefusedAndNamed() throws IOException {
        String line = invitation();
        String other = line.replaceFirst("/[0-9a-f]{64}/", "/" + "0".repeat(64) + "/");
        String[] words = line.split("/", -1);
        words[5] = "0".repeat(32);

        garbage();
        first.await("reason=no-handshake");
        assertThat(problem(RawHttp.post(socket(at2), "/v1/peers/join", other)).detail())
                .contains("is not the inviting balancer");
        assertThat(RawHttp.post(socket(at2), "/v1/peers/join", String.join("/", words))
                        .status())
                .isEqualTo(400);
        first.await("reason=bad-token");
        assertThat(problem(RawHttp.post(socket(at2), "/v1/peers/join", line.replace("baro-peer/1/", "baro-peer/2/")))
                        .detail())
                .contains("not an invitation of this version");
        assertThat(peers(at1).peers()).isEmpty();

        assertThat(RawHttp.post(socket(at2), "/v1/peers/join", line).status()).isEqualTo(200);
        assertThat(problem(RawHttp.post(socket(at2), "/v1/peers/join", line)).detail())
                .contains("is a peer of lb-a1");
    }

    @Test
    void tenThousandConnectionsOfStrangersDisturbNothing() throws Exception {
        join();
        network.addStranger("10.10.0.99");

        CompletableFuture<Integer> flood = CompletableFuture.supplyAsync(
                () -> InNetwork.call(PairNetwork.SECOND, () -> connectAsStranger(10_000)), Thread::startVirtualThread);
        int applied = 0;
        while (!flood.isDone()) {
            assertThat(applied(apply(at1, applied % 2 == 0 ? BOTH : BUNDLE, UNWATCHED))
                            .complete())
                    .isTrue();
            applied++;
        }

        assertThat(flood.get()).isEqualTo(10_000);
        assertThat(applied).isPositive();
        assertThat(peers(at1).refused().get("too-many")).isGreaterThan(9_000);
        assertThat(peers(at1).peers()).extracting(PeerList.Peer::name).containsExactly("lb-a2");
        for (DaemonProcess each : List.of(first, second)) {
            assertThat(each.lines()).noneMatch(line -> line.contains("PEER_SILENT"));
        }
    }

    /// Some say nothing and stay, some send what is no TLS, some begin a handshake, and some are gone at once.
    private static int connectAsStranger(int times) throws IOException {
        byte[] beginOfHello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        Deque<Socket> open = new ArrayDeque<>();
        for (int i = 0; i < times; i++) {
            Socket stranger = new Socket();
            stranger.bind(new InetSocketAddress("10.10.0.99", 0));
            stranger.connect(new InetSocketAddress("10.10.0.11", 7431), 5_000);
            open.add(stranger);
            if (i % 4 == 0) {
                open.removeLast().close();
            } else if (i % 4 < 3) {
                stranger.getOutputStream().write(i % 4 == 1 ? beginOfHello : new byte[100]);
            }
            if (open.size() > 500) {
                open.removeFirst().close();
            }
        }
        for (Socket each : open) {
            each.close();
        }
        return times;
    }

    @Test
    void anAddressOfOneLinkIsRefused() throws IOException {
        RawHttp answer = RawHttp.post(socket(at1), "/v1/peers/invitation?address=fe80::1", "");
        assertThat(problem(answer).detail()).contains("fe80::1 is link-local");
        assertThat(problem(answer).fix()).contains("ip address");
    }

    @Test
    void aBalancerThatHasAnotherNameThanItJoinedBySaysSo() throws IOException {
        join();
        second.close();
        Files.delete(at2.resolve("log-1"));
        Files.writeString(
                at2.resolve("baro.yaml"), "version: 1\nbalancers:\n" + SECOND.replace("lb-a2", "lb-a9") + CENTRE);

        second = DaemonProcess.startAs("lb-a9", PairNetwork.SECOND, at2);

        second.await("PEERS_NOT_SERVED");
        PeerList _ = awaitDifference(at2, "they know this balancer as lb-a2 but its name is now lb-a9");
        assertThat(problem(RawHttp.post(socket(at2), "/v1/peers/invitation", ""))
                        .detail())
                .contains("start it with --balancer lb-a2");
    }

    @Test
    void anApplyOfItsOwnFileSaysThatItIsNotThere() throws IOException {
        join();
        Files.delete(at1.resolve("baro.yaml"));

        ProblemDetail refused = problem(apply(at1, "", UNWATCHED));

        assertThat(refused.type()).isEqualTo(ProblemDetail.CONFIG_INVALID);
        assertThat(refused.detail()).contains("no such file");
    }

    private void join() throws IOException {
        RawHttp joined = RawHttp.post(socket(at2), "/v1/peers/join", invitation());
        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
        PeerList _ = awaitUp(at1);
        PeerList _ = awaitUp(at2);
    }

    private String invitation() throws IOException {
        RawHttp answer = RawHttp.post(socket(at1), "/v1/peers/invitation", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), Invited.class).line();
    }

    private static void garbage() {
        int _ = InNetwork.call(PairNetwork.SECOND, () -> {
            try (Socket stranger = new Socket()) {
                stranger.connect(new InetSocketAddress("10.10.0.11", 7431), 2_000);
                stranger.setSoTimeout(5_000);
                stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return stranger.getInputStream().readAllBytes().length;
            }
        });
    }

    private static RawHttp apply(Path at, String text, String options) throws IOException {
        return RawHttp.post(socket(at), "/v1/peers/apply?name=baro.yaml&" + options, text);
    }

    private static AppliedAll applied(RawHttp answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), AppliedAll.class);
    }

    private static ProblemDetail problem(RawHttp answer) {
        assertThat(answer.status()).as(answer.body()).isGreaterThan(399);
        return Json.read(answer.body(), ProblemDetail.class);
    }

    private static Revision.Author newest(Path at) {
        return Json.read(get(at, "/v1/history"), RevisionList.class)
                .revisions()
                .getLast()
                .author();
    }

    private static PeerList awaitUp(Path at) {
        return Eventually.see(
                PATIENCE,
                () -> peers(at),
                list -> !list.peers().isEmpty() && list.peers().stream().allMatch(PeerList.Peer::up));
    }

    private static PeerList awaitSame(Path at) {
        return Eventually.see(
                PATIENCE, () -> peers(at), list -> list.differences().isEmpty());
    }

    private static PeerList awaitDifference(Path at, String words) {
        return Eventually.see(
                PATIENCE, () -> peers(at), list -> list.differences().stream().anyMatch(text -> text.contains(words)));
    }

    private static PeerList peers(Path at) {
        return Json.read(get(at, "/v1/peers"), PeerList.class);
    }

    private static String get(Path at, String path) {
        try {
            return RawHttp.get(socket(at), path).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path socket(Path at) {
        return at.resolve("baro.sock");
    }
}
