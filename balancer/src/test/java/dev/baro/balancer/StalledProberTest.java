// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.Status;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real program in front of real servers, stopped and continued in turn: what dies is found, what lives is kept,
/// and an operator hears of it.
@Tag("faults")
@Timeout(120)
class StalledProberTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16, "2001:db8:10::/48", "2001:db8:10:10::/64"]}
            servers:
              far: {address: 10.10.10.1, data-centre: idc-a}
              near: {address: 10.10.0.21, data-centre: idc-a}
              far-v6: {address: "2001:db8:10:10::1", data-centre: idc-a}
              near-v6: {address: "2001:db8:10::21", data-centre: idc-a}
            health-defaults:
              l2: {interval: 1s}
              l3: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
              l4: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
              l7: {interval: 500ms, timeout: 400ms, fall: 3, rise: 1}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                servers: [far, near]
                ports:
                  http: {port: 80, check: {l7: {http: GET /}}}
              app-v6:
                address: "2001:db8:115::100"
                dscp: 10
                servers: [far-v6, near-v6]
                ports:
                  http: {port: 80, check: {l7: {http: GET /}}}
            """;

    /// Of this configuration: three intervals, a timeout, and half a second.
    private static final Duration BOUND = Duration.ofMillis(2_400);

    private static final String LINK_CUT = "meta nfproto { ipv4, ipv6 } drop";
    private static final String PORT_DROPPED = "tcp dport 80 drop";
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private Path directory;
    private ProbeNetwork network;
    private List<TestServer> services;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        this.directory = directory;
        network = ProbeNetwork.create("stalled");
        network.exec(network.lb(), "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        services = List.of(
                TestServer.tcp(network.far(), "211.115.115.100", 80, TestServer.answering(OK)),
                TestServer.tcp(network.near(), "211.115.115.100", 80, TestServer.answering(OK)),
                TestServer.tcp(network.far(), "2001:db8:115::100", 80, TestServer.answering(OK)),
                TestServer.tcp(network.near(), "2001:db8:115::100", 80, TestServer.answering(OK)));
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(network.lb(), directory, "stalled");
        for (String server : List.of("far", "near", "far-v6", "near-v6")) {
            daemon.await("event=SERVER_UP server=" + server + " ");
        }
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        for (TestServer service : services) {
            service.close();
        }
        network.close();
    }

    /// A link that is cut; a port whose packets are dropped.
    @ParameterizedTest
    @ValueSource(strings = {LINK_CUT, PORT_DROPPED})
    void deadServersLeaveAndLiveOnesStay(String fault) throws Exception {
        leaves(fault, daemon.stopInTurn(Duration.ofMillis(160), Duration.ofMillis(240)));
    }

    /// Four busy loops for each processor.
    @ParameterizedTest
    @ValueSource(strings = {LINK_CUT, PORT_DROPPED})
    void deadServersLeaveABusyHostAndLiveOnesStay(String fault) throws Exception {
        int loops = 4 * Runtime.getRuntime().availableProcessors();
        leaves(
                fault,
                new ProcessBuilder(
                                "timeout",
                                "60",
                                "sh",
                                "-c",
                                "for i in $(seq " + loops
                                        + "); do while :; do :; done & done; trap 'kill 0' TERM; wait")
                        .start());
    }

    /// @param disturbance goes on meanwhile, and ends
    private void leaves(String fault, Process disturbance) throws Exception {
        try {
            TimeUnit.SECONDS.sleep(3);
            network.nft(
                    network.far(),
                    "table inet fault { chain c { type filter hook prerouting priority -400; " + fault + "; }; }");
            long deadNs = System.nanoTime();
            List<String> _ = Eventually.see(Duration.ofSeconds(40), this::down, down -> down.size() >= 2);
            Duration took = Duration.ofNanos(System.nanoTime() - deadNs);

            System.out.println("left after " + took.toMillis() + " ms: " + fault);
            assertThat(took).isLessThan(BOUND.multipliedBy(3));
            TimeUnit.SECONDS.sleep(3);
            assertThat(down()).hasSize(2).allMatch(line -> line.contains("server=far"));
        } finally {
            disturbance.destroy();
            disturbance.waitFor();
        }
    }

    @Test
    void aProberWithLittleTimeIsAnEventAProblemAndAMetric() throws Exception {
        assertThat(stoodSeconds()).isLessThan(2);

        Process stops = daemon.stopInTurn(Duration.ofMillis(600), Duration.ofMillis(200));
        long beganNs = System.nanoTime();
        try {
            List<String> _ = Eventually.see(TEN_SECONDS, daemon::lines, lines -> has(lines, "event=PROBER_STALLED"));
            Duration took = Duration.ofNanos(System.nanoTime() - beganNs);

            System.out.println("reported after " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(problems()).anyMatch(problem -> problem.startsWith("the prober was stalled for "));
            TimeUnit.SECONDS.sleep(3);
            assertThat(stoodSeconds()).isGreaterThan(2);
        } finally {
            stops.destroy();
            stops.waitFor();
        }

        List<String> _ = Eventually.see(TEN_SECONDS, daemon::lines, lines -> has(lines, "event=PROBER_RESUMED"));
        assertThat(problems()).isEmpty();
        assertThat(down()).isEmpty();
    }

    private List<String> down() {
        return daemon.lines().stream()
                .filter(line -> line.contains("event=SERVER_DOWN"))
                .toList();
    }

    private static boolean has(List<String> lines, String words) {
        return lines.stream().anyMatch(line -> line.contains(words));
    }

    private List<String> problems() throws IOException {
        return Json.read(
                        RawHttp.get(directory.resolve("baro.sock"), "/v1/status")
                                .body(),
                        Status.class)
                .problems();
    }

    private double stoodSeconds() throws IOException {
        return RawHttp.get(directory.resolve("baro.sock"), "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("baro_prober_stalled_seconds_total "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", 2)[1]))
                .findFirst()
                .orElseThrow();
    }
}
