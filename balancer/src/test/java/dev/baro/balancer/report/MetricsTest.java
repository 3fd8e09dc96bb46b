// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.RawHttp;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.SessionCensus.ServerSessions;
import dev.baro.dataplane.forward.SessionState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final VirtualService HTTP = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);

    private final RecordingForwarding forwarding = new RecordingForwarding();

    @TempDir
    private Path directory;

    @Test
    void whatTheKernelCountedIsServedOnTheSocket() throws IOException {
        ServerCounters counters =
                new ServerCounters("store-web-a02", IpAddress.parse("198.51.100.2"), 8, 480, 2, 1, 0, 0);
        forwarding.counters = new ForwarderCounters(
                Map.of(PacketOutcome.FORWARDED, 8L),
                Map.of(HTTP.vip(), Map.of(PacketOutcome.PORT_NOT_SERVED, 3L)),
                Map.of(ForwarderCounters.Budget.SESSIONS, 5L),
                List.of(new ServiceCounters(HTTP, false, List.of(counters))));

        RawHttp answer = metrics(Configs.STORE_YAML);

        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body().lines())
                .contains(
                        "# TYPE baro_server_forwarded_packets_total counter",
                        "baro_server_forwarded_packets_total{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 8.0",
                        "baro_server_forwarded_bytes_total{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 480.0",
                        "baro_server_sessions_created_total{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 2.0",
                        "baro_server_sessions{data_centre=\"idc-a\",port=\"http\",server=\"store-web-a02\",vip=\"store-app1\"} 1.0",
                        "baro_server_state{server=\"store-web-a01\",state=\"enabled\",vip=\"store-app1\"} 1.0",
                        "baro_server_state{server=\"store-web-a01\",state=\"drain\",vip=\"store-app1\"} 0.0",
                        "baro_budget_refused_total{budget=\"answers\"} 0.0",
                        "baro_budget_refused_total{budget=\"sessions\"} 5.0",
                        "baro_vip_not_forwarded_packets_total{fate=\"dropped\",outcome=\"port-not-served\",vip=\"store-app1\"} 3.0",
                        "baro_vip_connections_total{port=\"http\",vip=\"store-app1\"} 2.0",
                        "baro_xdp_packets_total{fate=\"forwarded\",outcome=\"forwarded\"} 8.0",
                        "baro_xdp_native{interface=\"eth0\"} 1.0",
                        "baro_build_info{version=\"development\"} 1",
                        "baro_config_revision 1.0",
                        "baro_config_last_reload_successful 1.0",
                        "baro_ring_changes_total 1.0",
                        "baro_sessions 1.0",
                        "baro_sessions_max 1048576.0");
    }

    @Test
    void sessionsAreCountedByState() throws IOException {
        forwarding.sessions = new SessionCensus(
                2048,
                1_500_000_000,
                12_000,
                9_000,
                List.of(
                        new ServerSessions(HTTP, "store-web-a01", Map.of(SessionState.ESTABLISHED, 2L)),
                        new ServerSessions(HTTP, "store-web-a02", Map.of(SessionState.ESTABLISHED, 3L))));

        assertThat(metrics(Configs.STORE_YAML).body().lines())
                .contains(
                        "baro_session_table_sessions{port=\"http\",state=\"established\",vip=\"store-app1\"} 5.0",
                        "baro_session_table_places 2048.0",
                        "baro_session_table_sweep_seconds_total 1.5",
                        "baro_session_table_sweep_longest_seconds 1.2E-5");
    }

    @Test
    void unreadableCountersAreAMetric() throws IOException {
        try (Daemon daemon = daemon(Configs.STORE_YAML)) {
            forwarding.refusal = "bpf map lookup: errno 1";

            assertThat(RawHttp.get(socket(), "/metrics").body().lines()).contains("baro_counters_readable 0.0");
            assertThat(daemon).isNotNull();
        }
    }

    /// Of these, nothing is shown without a prober that finds something, or before the first answer.
    private static final Set<String> OF_PROBES = Set.of(
            "baro_api_requests_total",
            "baro_certificate_expiry_timestamp_seconds",
            "baro_mark_path_works",
            "baro_probe_duration_seconds",
            "baro_probes_total",
            "baro_server_up",
            "baro_server_verdict");

    /// Shown once a VIP is to be announced, which puts a route into the kernel.
    private static final String OF_ROUTES = "baro_route_announced";
    /// Of these, nothing is shown by a balancer alone.
    private static final Set<String> OF_PEERS = Set.of(
            "baro_peer_configuration_same",
            "baro_peer_refused_total",
            "baro_peer_up",
            "baro_peer_verdicts_different",
            "baro_session_sync_backlog",
            "baro_session_sync_entered_total",
            "baro_session_sync_in_step",
            "baro_session_sync_lag_seconds",
            "baro_session_sync_lost_total",
            "baro_session_sync_received_total",
            "baro_session_sync_refused_total",
            "baro_session_sync_sent_total");

    @Test
    void everyMetricIsDescribedAndNoOther() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "metrics.md"));
        TreeSet<String> described =
                new TreeSet<>(java.util.regex.Pattern.compile("\\| `((?:baro|process|jvm)_[a-z_]+)[`{]")
                        .matcher(page)
                        .results()
                        .map(result -> result.group(1))
                        .toList());

        forwarding.sessions = new SessionCensus(
                2048,
                0,
                0,
                0,
                List.of(new ServerSessions(HTTP, "store-web-a01", Map.of(SessionState.ESTABLISHED, 2L))));

        forwarding.counters = new ForwarderCounters(
                Map.of(), Map.of(HTTP.vip(), Map.of(PacketOutcome.PORT_NOT_SERVED, 3L)), Map.of(), List.of());
        String standby = "dscp: 10\n    standby: {servers: [store-web-a02]}";
        TreeSet<String> served = new TreeSet<>(metrics(Configs.STORE_YAML.replace("dscp: 10", standby))
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", 4)[2])
                .toList());

        assertThat(described).containsAll(OF_PROBES);
        described.removeAll(OF_PROBES);
        assertThat(described.remove(OF_ROUTES)).isTrue();
        assertThat(described).containsAll(OF_PEERS);
        described.removeAll(OF_PEERS);
        assertThat(served).isEqualTo(described);
    }

    @Test
    void openMetricsIsSpokenToAClientThatAsksForIt() throws IOException {
        try (Daemon daemon = daemon(Configs.STORE_YAML)) {
            assertThat(daemon).isNotNull();

            RawHttp answer = RawHttp.get(
                    socket(),
                    "/metrics",
                    "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4");

            assertThat(answer.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(answer.body()).endsWith("\n# EOF\n");
        }
    }

    @Test
    void whoTakesGzipGetsIt() throws IOException {
        try (Daemon daemon = daemon(Configs.STORE_YAML)) {
            assertThat(daemon).isNotNull();
            int plain = RawHttp.get(socket(), "/metrics", "Accept-Encoding: gzip;q=0")
                    .body()
                    .length();

            RawHttp packed = RawHttp.get(socket(), "/metrics", "Accept-Encoding: br, gzip");

            assertThat(packed.body().length()).isLessThan(plain / 4);
            byte[] bytes = packed.body().getBytes(StandardCharsets.ISO_8859_1);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\nbaro_config_revision 1.0\n");
            }
        }
    }

    @Test
    void prometheusFindsNothingToImprove() throws Exception {
        Path promtool = Path.of("..", "tools", "promtool").toAbsolutePath();
        assumeTrue(
                new ProcessBuilder(promtool.toString()).start().waitFor() == 0,
                "promtool is not there and cannot be downloaded");
        Path text = Files.writeString(
                directory.resolve("metrics.txt"), metrics(Configs.STORE_YAML).body());

        Process check = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void theCommandLineSaysWhereTooAndWins() throws IOException {
        int port = freePort();
        Path file = Files.writeString(
                directory.resolve("baro.yaml"), Configs.STORE_YAML + "metrics: {listen: \"127.0.0.1:1\"}\n");
        MetricsSettings there = new MetricsSettings(IpAddress.parse("127.0.0.1"), port);
        Settings settings = new Settings(file, "", List.of(), "test", socket(), directory.resolve("state"), there);

        try (Daemon daemon = Daemon.start(settings, _ -> forwarding)) {
            assertThat(daemon).isNotNull();
            assertThat(get(port, "/metrics").getResponseCode()).isEqualTo(200);
        }
    }

    @Test
    void overTcpNothingButMetricsIsServed() throws IOException {
        Served served = serve();
        int port = served.port();
        try (Daemon daemon = served.daemon()) {
            assertThat(daemon).isNotNull();
            assertThat(new String(get(port, "/metrics").getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("baro_config_revision 1.0");
            assertThat(get(port, "/v1/status").getResponseCode()).isEqualTo(404);
            assertThat(get(port, "/v1/config").getResponseCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortInUseIsOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String text = Configs.STORE_YAML + "metrics: {listen: \"127.0.0.1:" + taken.getLocalPort() + "\"}\n";

            assertThatThrownBy(() -> daemon(text))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageStartingWith(
                            "baro run: cannot serve metrics at 127.0.0.1:" + taken.getLocalPort() + ": ");
            assertThat(forwarding.closed).isTrue();
        }
    }

    private record Served(Daemon daemon, int port) {}

    /// Another program may take a free port first.
    private Served serve() throws IOException {
        OperatorException taken = new OperatorException(1, "no port was tried");
        for (int tries = 0; tries < 5; tries++) {
            int port = freePort();
            try {
                return new Served(daemon(Configs.STORE_YAML + "metrics: {listen: \"127.0.0.1:" + port + "\"}\n"), port);
            } catch (OperatorException e) {
                taken = e;
            }
        }
        throw taken;
    }

    private RawHttp metrics(String text) throws IOException {
        try (Daemon daemon = daemon(text)) {
            assertThat(daemon).isNotNull();
            return RawHttp.get(socket(), "/metrics");
        }
    }

    private Daemon daemon(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("baro.yaml"), text);
        return Daemon.start(
                new Settings(file, "", List.of(), "test", socket(), directory.resolve("state")), _ -> forwarding);
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }

    private static HttpURLConnection get(int port, String path) throws IOException {
        return (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
