// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.core.api.Json;
import dev.baro.core.api.TraceReport;
import dev.baro.core.api.TraceReport.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Datagrams of a client, traced on their way through a running daemon's program.
@Tag("faults")
@Timeout(180)
class PacketTraceTest {
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
                  log: {port: 514, protocol: udp, check: none}
            """;
    private static final String TRACE = "/v1/traces?client=10.10.0.31&vip=app";
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private ProbeNetwork network;
    private DaemonProcess daemon;

    @BeforeEach
    void build() throws IOException {
        network = ProbeNetwork.create("trace");
        network.addClient(RestartTest.passing(directory));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "trace");
    }

    @AfterEach
    void remove() {
        daemon.close();
        network.close();
    }

    @Test
    void showsWhereAPacketWentAndWhy() throws IOException {
        long id = begin(TRACE + "&packets=3");

        send("211.115.115.100", 514);
        send("211.115.115.100", 515);

        List<Packet> packets = await(id, 2);
        Packet forwarded = packets.getFirst();
        assertThat(forwarded.interfaceName()).isEqualTo("eth0");
        assertThat(forwarded.outcome()).isEqualTo("forwarded");
        assertThat(forwarded.server()).isEqualTo("near");
        assertThat(forwarded.reason()).isEqualTo("a new session, to near");
        assertThat(forwarded.before().text()).contains("> 211.115.115.100:514 udp, ttl 64, dscp 0, to ");
        assertThat(forwarded.after().text()).contains("> 10.10.0.21:514 udp, ttl 63, dscp 10, to ");
        Packet refused = packets.get(1);
        assertThat(refused.outcome()).isEqualTo("port-not-served");
        assertThat(refused.left()).isFalse();
        assertThat(refused.reason()).isEqualTo("no virtual service of this VIP has this protocol and port: dropped");
        send("211.115.115.100", 514);
        assertThat(await(id, 3).get(2).reason()).isEqualTo("a new session, to near");
        assertThat(Eventually.see(WAIT, () -> report(id, 3), report -> !report.running())
                        .ended())
                .isEqualTo("the requested number of packets has been recorded");
    }

    @Test
    void oneTraceRunsAtATimeAndEndsWhenItIsTold() throws IOException {
        long id = begin(TRACE);

        RawHttp second = RawHttp.post(socket(), TRACE, "");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body()).contains("another trace runs");

        assertThat(RawHttp.delete(socket(), "/v1/traces/" + id).status()).isEqualTo(200);
        daemon.await("event=TRACE_ENDED");
        assertThat(begin(TRACE)).isGreaterThan(id);
    }

    /// What the one before has seen is still being told then.
    @Test
    void aTraceBeginsWhereAnotherHasJustEnded() throws IOException {
        for (int round = 0; round < 5; round++) {
            long id = begin(TRACE);
            send("211.115.115.100", 514);
            send("211.115.115.100", 515);

            assertThat(RawHttp.delete(socket(), "/v1/traces/" + id).status()).isEqualTo(200);
        }
    }

    @Test
    void endsWithItsTime() throws IOException {
        long id = begin(TRACE + "&seconds=1");

        assertThat(Eventually.see(WAIT, () -> report(id, 0), report -> !report.running())
                        .ended())
                .isEqualTo("its time is up");
        daemon.await("event=TRACE_ENDED");
        send("211.115.115.100", 514);
        assertThat(report(id, 0).packets()).isEmpty();
    }

    @Test
    void aDaemonKilledMeanwhileLeavesNothingBehindTheNextStart() throws IOException {
        long _ = begin(TRACE);
        assertThat(mapsOfTheProgram()).contains("traces");

        daemon.kill();
        assertThat(mapsOfTheProgram()).contains("traces");
        daemon.startAgain();

        assertThat(mapsOfTheProgram()).contains("outcomes").doesNotContain("traces");
        long id = begin(TRACE);
        send("211.115.115.100", 514);
        assertThat(await(id, 1).getFirst().server()).isEqualTo("near");
    }

    @Test
    void wrongQuestionsAreAnsweredInASentence() throws IOException {
        assertThat(RawHttp.post(socket(), "/v1/traces?client=web-1&vip=app", "").body())
                .contains("\\\"web-1\\\" is neither an address, nor an address and a port, nor any");
        assertThat(RawHttp.post(socket(), "/v1/traces?client=any&vip=ap", "").body())
                .contains("\\\"ap\\\" is no VIP");
        assertThat(RawHttp.post(socket(), "/v1/traces?client=2001:db8::7&vip=app", "")
                        .status())
                .isEqualTo(400);
        assertThat(RawHttp.post(socket(), TRACE + "&packets=1001", "").body()).contains("1 to 1000");
        assertThat(RawHttp.post(socket(), TRACE + "&seconds=61", "").body()).contains("1 to 60");
        assertThat(RawHttp.get(socket(), "/v1/traces/77").status()).isEqualTo(404);
    }

    private long begin(String path) throws IOException {
        RawHttp answer = RawHttp.post(socket(), path, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), TraceReport.class).id();
    }

    private List<Packet> await(long id, int packets) {
        return Eventually.see(WAIT, () -> report(id, 0).packets(), seen -> seen.size() >= packets);
    }

    private TraceReport report(long id, long after) {
        try {
            return Json.read(
                    RawHttp.get(socket(), "/v1/traces/" + id + "?after=" + after)
                            .body(),
                    TraceReport.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void send(String vip, int port) {
        String _ = network.exec(network.client(), "bash", "-c", "echo 1 >/dev/udp/" + vip + "/" + port);
    }

    /// Names of the maps of the program that is on the balancer's interface.
    private String mapsOfTheProgram() {
        return network.exec(
                network.lb(),
                "bash",
                "-c",
                "id=$(ip -d link show eth0 | sed -n 's/.*prog.xdp id \\([0-9]*\\).*/\\1/p');"
                        + " for map in $(bpftool -j prog show id $id | sed 's/.*\"map_ids\":\\[\\([^]]*\\).*/\\1/; s/,/ /g');"
                        + " do bpftool -j map show id $map; done");
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }
}
