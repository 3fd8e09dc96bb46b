// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import dev.baro.balancer.probe.TestAuthority;
import dev.baro.balancer.probe.TlsServer;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program in front of a TLS server whose certificate ends in nine days, and which nothing verifies.
@Tag("faults")
@Timeout(120)
class CertificateExpiryTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, data-centre: idc-a, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [10.10.0.0/16]}
            servers:
              far: {address: 10.10.10.1, data-centre: idc-a}
            health-defaults:
              l7: {interval: 1s, timeout: 1s, fall: 3, rise: 1}
            vips:
              app:
                address: 211.115.115.100
                dscp: 10
                servers: [far]
                ports:
                  https: {port: 443, check: {l7: {https: GET /}}}
            """;

    private final ProbeNetwork network = ProbeNetwork.create("expiry");

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void theEndIsShownExportedAndAProblem() throws Exception {
        Instant end = Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .plus(Duration.ofDays(9).plusHours(1));
        TestAuthority.Issued certificate = new TestAuthority(directory, "Authority")
                .issue("store.example.com", end.minus(Duration.ofDays(30)), end);
        network.exec(network.lb(), "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        try (TlsServer _ = TlsServer.start(network.far(), directory, new TlsServer.Port(443, "TLSv1.3", certificate));
                DaemonProcess _ = DaemonProcess.start(network.lb(), directory, "expiry")) {
            String exported = Eventually.see(
                    Duration.ofSeconds(20),
                    () -> get("/metrics"),
                    text -> text.contains("baro_certificate_expiry_timestamp_seconds{"));

            assertThat(exported.lines()
                            .filter(line -> line.startsWith("baro_certificate_expiry"))
                            .map(line -> line.substring(0, line.indexOf(' ')))
                            .toList())
                    .containsExactly(
                            "baro_certificate_expiry_timestamp_seconds{port=\"https\",server=\"far\",vip=\"app\"}");
            assertThat(exported.lines()
                            .filter(line -> line.startsWith("baro_certificate_expiry"))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                            .sum())
                    .isEqualTo((double) end.getEpochSecond());
            assertThat(Json.read(get("/v1/servers/far"), ServerDetail.class)
                            .targets()
                            .getLast()
                            .certificateExpires())
                    .isEqualTo(end.toString());
            assertThat(Json.read(get("/v1/status"), Status.class).problems())
                    .containsExactly("the certificate of far for app https expires in 9 days (" + end
                            + "): renew it there; look: baro server show far");
        }
    }

    private String get(String path) {
        try {
            return RawHttp.get(directory.resolve("baro.sock"), path).body();
        } catch (IOException e) {
            return "" + e.getMessage();
        }
    }
}
