// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.SessionList;
import dev.baro.core.api.Status;
import dev.baro.core.trace.PacketExplanation;
import dev.baro.core.trace.PacketExplanation.Entry;
import dev.baro.core.trace.PacketExplanation.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Packets that nobody sends, explained by a running daemon, and marked SYNs to the server that they would reach.
@Tag("faults")
@Timeout(180)
class ExplanationTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16]}
            health: {ping: false}
            servers:
              near: {address: 10.10.0.21, data-centre: idc-a}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                servers: [near]
                ports:
                  http: {port: 80, check: none}
                  log: {port: 514, protocol: udp, check: none}
            """;
    private static final String PATH = "/v1/explanation?client=10.10.0.31:41000&vip=app:80";

    @TempDir
    private Path directory;

    private ProbeNetwork network;
    private DaemonProcess daemon;

    @BeforeEach
    void build() throws IOException {
        network = ProbeNetwork.create("explain");
        network.addClient(RestartTest.passing(directory));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "explain");
    }

    @AfterEach
    void remove() {
        daemon.close();
        network.close();
    }

    @Test
    void saysWhereAPacketWouldGoAndChangesNothing() throws IOException {
        String _ = network.exec(network.lb(), "bash", "-c", "echo 1 >/dev/udp/10.10.0.21/9"); // asks for its neighbour

        PacketExplanation said =
                Eventually.see(() -> ask(PATH), seen -> !seen.packet().outcome().equals("routed-by-kernel"));

        assertThat(said.vip()).isEqualTo("app");
        assertThat(said.port()).isEqualTo("http");
        assertThat(said.scheduler()).isEqualTo("round-robin");
        assertThat(said.slot().orElseThrow().server()).isEqualTo("near");
        assertThat(said.entry()).isEqualTo(new Entry("", "", 0, "half-open"));
        assertThat(said.packet().reason())
                .matches("a new session: by its hash, slot \\d+ of \\d+ belongs to near, which has turns left");
        assertThat(said.packet().outcome()).isEqualTo("forwarded");
        assertThat(said.packet().server()).isEqualTo("near");
        assertThat(said.packet().interfaceName()).isEqualTo("eth0");
        assertThat(said.packet().before().text())
                .startsWith("10.10.0.31:41000 > 211.115.115.100:80 tcp SYN, ttl 64, dscp 0, to ");
        assertThat(said.packet().after().text())
                .startsWith("10.10.0.31:41000 > 10.10.0.21:80 tcp SYN, ttl 63, dscp 10, to ");
        assertThat(said.probe()).isEmpty();
        assertThat(Json.read(get("/v1/sessions"), SessionList.class).table().used())
                .isZero();
        assertThat(Json.read(get("/v1/status"), Status.class).outcomes())
                .containsEntry("forwarded", 0L)
                .containsEntry("redirected", 0L);
    }

    @Test
    void saysWhatItTookForGranted() {
        assertThat(ask("/v1/explanation?client=10.10.0.31&vip=211.115.115.100:514")
                        .packet()
                        .before()
                        .text())
                .contains("10.10.0.31:40000 > 211.115.115.100:514 udp");
        PacketExplanation middle = ask("/v1/explanation?client=10.10.0.31&vip=app&packet=ack");
        assertThat(middle.assumed()).containsExactly("it goes to port 80", "it comes from port 40000");
        assertThat(middle.packet().reason()).matches("no entry: by its hash, slot \\d+ of \\d+ belongs to near");
        PacketExplanation unserved = ask("/v1/explanation?client=10.10.0.31:41000&vip=app:81");
        assertThat(unserved.port()).isEmpty();
        assertThat(unserved.packet().left()).isFalse();
        assertThat(unserved.packet().reason())
                .isEqualTo("no virtual service of this VIP has this protocol and port: dropped");
        assertThat(ask("/v1/explanation?client=10.10.0.31:41000&vip=211.115.115.109:80")
                        .packet()
                        .outcome())
                .isEqualTo("not-a-vip");
    }

    @Test
    void probesTheVeryServerWithTheMark() throws Exception {
        try (TestServer web = TestServer.tcp(
                network.near(), "211.115.115.100", 80, TestServer.answering("HTTP/1.1 200 OK\r\n\r\n"))) {
            Probe answered = probe();
            assertThat(answered.answered()).as(answered.detail()).isTrue();
            assertThat(answered.server()).isEqualTo("near");
            assertThat(answered.detail()).isEqualTo("SYN+ACK from 211.115.115.100");
            assertThat(answered.milliseconds()).isBetween(0.01, 5_000.0);
            assertThat(web).isNotNull();
        }
        Probe refused = probe();
        assertThat(refused.answered()).isFalse();
        assertThat(refused.reply()).isEqualTo("refused");
        assertThat(refused.detail()).isEqualTo("RST from 211.115.115.100");

        network.nft(network.near(), "flush ruleset\n");
        assertThat(probe().reply()).isEqualTo("from-real-address");
    }

    @Test
    void anUnservedPacketIsNotProbed() throws IOException {
        PacketExplanation said = Json.read(
                RawHttp.post(socket(), "/v1/explanation?client=10.10.0.31&vip=app:81", "")
                        .body(),
                PacketExplanation.class);

        assertThat(said.probe()).isEmpty();
        assertThat(said.assumed()).contains("nothing was probed: the packet goes to no real server that answers a SYN");
    }

    @Test
    void wrongQuestionsAreAnsweredInASentence() throws IOException {
        assertThat(wrong("client=any&vip=app:80"))
                .contains("\\\"any\\\" is neither an address nor an address and a port");
        assertThat(wrong("client=10.10.0.31&vip=ap")).contains("\\\"ap\\\" is no VIP");
        assertThat(wrong("client=10.10.0.31&vip=app"))
                .contains("no port was given, and the VIP has 2 possible ports")
                .contains("80/tcp, 514/udp");
        assertThat(wrong("client=10.10.0.31&vip=app:80&packet=fin")).contains("one of syn, ack, datagram");
        assertThat(wrong("client=2001:db8::7&vip=app:80")).contains("are of different IP versions");
        assertThat(wrong("client=10.10.0.31&vip=app:80&interface=eth7"))
                .contains("packets for VIPs do not arrive on \\\"eth7\\\", but on eth0");
    }

    /// One after the other; those that find no place are told so, and the daemon goes on.
    @Test
    void manyQuestionsAtOnceAreBounded() throws IOException, ExecutionException, InterruptedException {
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                answers.add(askers.submit(() -> RawHttp.get(socket(), PATH).status()));
            }
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isIn(200, 503);
        }
        assertThat(ask(PATH).packet().server()).isEqualTo("near");
    }

    private Probe probe() throws IOException {
        RawHttp answer = RawHttp.post(socket(), PATH, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), PacketExplanation.class).probe().orElseThrow();
    }

    private PacketExplanation ask(String path) {
        try {
            return Json.read(get(path), PacketExplanation.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) throws IOException {
        RawHttp answer = RawHttp.get(socket(), path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String wrong(String query) throws IOException {
        RawHttp answer = RawHttp.get(socket(), "/v1/explanation?" + query);
        assertThat(answer.status()).as(answer.body()).isBetween(400, 404);
        return answer.body();
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }
}
