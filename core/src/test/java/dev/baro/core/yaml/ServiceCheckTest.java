// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.ConfigDiff;
import dev.baro.core.config.Problem;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.ServicePort;
import dev.baro.core.writer.YamlText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a service port says of its own check: timing, another port, a name, nothing at all.
class ServiceCheckTest {
    private static final ApplicationCheck.Http UP = new ApplicationCheck.Http(false, "GET", "/up", "", "200", false);

    @Test
    void aTimingOfAPortComesBeforeThatOfTheFile() {
        ServicePort port = port("check: {l4: {interval: 500ms, rise: 2}, l7: {http: GET /up, interval: 3s, fall: 1}}");
        HealthTimings file = HealthTimings.DEFAULTS;

        assertThat(port.check()).isEqualTo(UP);
        assertThat(port.probes().l4().over(file.l4()))
                .isEqualTo(new ProbeTiming(
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        file.l4().fall(),
                        2));
        assertThat(port.probes().l7().over(file.l7()))
                .isEqualTo(new ProbeTiming(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        1,
                        file.l7().rise()));
    }

    @Test
    void aFastIntervalIsNeverLongerThanTheInterval() {
        ProbeTiming fast = new ProbeTiming(Duration.ofSeconds(2), Duration.ofMillis(800), Duration.ofMillis(600), 2, 1);

        assertThat(port("check: {l4: {interval: 500ms}}").probes().l4().over(fast))
                .isEqualTo(new ProbeTiming(Duration.ofMillis(500), Duration.ofMillis(500), 2, 1));
        assertThat(port("check: {l4: {interval: 10s}}").probes().l4().over(fast))
                .isEqualTo(
                        new ProbeTiming(Duration.ofSeconds(10), Duration.ofMillis(800), Duration.ofMillis(600), 2, 1));
    }

    @Test
    void aLongerIntervalStaysSlowWhereTheFileHurriesNever() {
        assertThat(port("check: {l4: {interval: 10s}}").probes().l4().over(HealthTimings.DEFAULTS.l4()))
                .matches(timing -> !timing.hurries());
    }

    @Test
    void aCheckIsDefinedOnceAndUsedByName() {
        Config config = config("""
                checks:
                  shop: {port: 8080, l4: {interval: 1s}, l7: {http: GET /up, headers: {X-Probe: baro}, fall: 5}}
                """, """
                http: {port: 80, check: shop}
                      alt: {port: 81, check: {port: 8080, l4: {interval: 1s}, l7: {http: GET /up, headers: {X-Probe: baro}, fall: 5}}}
                """);

        ServicePort named = config.vips().getFirst().ports().getFirst();
        ServicePort written = config.vips().getFirst().ports().getLast();
        assertThat(named.check()).isEqualTo(written.check());
        assertThat(named.probes()).isEqualTo(written.probes());
        assertThat(named.probes().port()).isEqualTo(8080);
        assertThat(named.probes().l7().fall()).isEqualTo(5);
    }

    @Test
    void aChangedNamedCheckChangesEachPortThatUsesIt() {
        String ports = "a: {port: 80, check: shop}\n      b: {port: 81, check: shop}\n";
        Config before = config("checks: {shop: {l7: {http: GET /up}}}\n", ports);
        Config after = config("checks: {shop: {l7: {http: GET /up, interval: 1s}, port: 8080}}\n", ports);

        assertThat(ConfigDiff.between(before, after))
                .containsExactly(
                        "vips.store.ports.a.check.port          (none) -> 8080",
                        "vips.store.ports.a.check.l7.interval   (none) -> 1s",
                        "vips.store.ports.b.check.port          (none) -> 8080",
                        "vips.store.ports.b.check.l7.interval   (none) -> 1s");
    }

    @Test
    void noneLeavesAPortUnprobed() {
        assertThat(port("check: none").check()).isEqualTo(new ApplicationCheck.Unprobed());
    }

    @Test
    void aUdpServiceMayBeAskedOverTcpAtAnotherPort() {
        ServicePort port = port("protocol: udp, check: {port: 9000, l7: {http: GET /up}}");

        assertThat(port.check()).isEqualTo(UP);
        assertThat(port.probes().port()).isEqualTo(9000);
    }

    @Test
    void aDnsCheckIsTheL4OfUdpAndTheL7OfTcp() {
        ServicePort udp = port("protocol: udp, check: {dns: {name: example.com, interval: 500ms}}");
        ServicePort tcp =
                port("check: {dns: {name: example.com, type: SOA, expect: \"NOERROR, NXDOMAIN\", recursive: false,"
                        + " interval: 500ms}, l4: {fall: 5}}");

        assertThat(udp.check()).isEqualTo(new ApplicationCheck.Dns("example.com", "A", "NOERROR", true));
        assertThat(udp.asksOverTcp()).isFalse();
        assertThat(udp.probes().l4().interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(tcp.check()).isEqualTo(new ApplicationCheck.Dns("example.com", "SOA", "NOERROR,NXDOMAIN", false));
        assertThat(tcp.asksOverTcp()).isTrue();
        assertThat(tcp.probes().l7().interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(tcp.probes().l4().fall()).isEqualTo(5);
    }

    @Test
    void oneDnsCheckServesPortsOfBothProtocols() {
        Config config = config("checks: {resolver: {dns: {name: ., type: NS}}}\n", """
                udp: {port: 53, protocol: udp, check: resolver}
                      tcp: {port: 53, check: resolver}
                """);

        assertThat(config.vips().getFirst().ports())
                .extracting(ServicePort::check)
                .containsOnly(new ApplicationCheck.Dns(".", "NS", "NOERROR", true));
        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
    }

    @Test
    void whatIsPrintedReadsBackTheSame() {
        Config config = config("""
                health-defaults: {l4: {interval: 2s, fast-interval: 400ms}}
                checks: {shop: {port: 8080, l4: {fall: 1, rise: 3}, l7: {http: GET /up, timeout: 900ms}}}
                """, """
                http: {port: 80, check: shop}
                      log: {port: 514, protocol: udp, check: none}
                      ntp: {port: 123, protocol: udp, check: {l4: {send: x, answer: y, fast-interval: 100ms}}}
                      ssh: {port: 22, check: {port: 2222}}
                      dns: {port: 53, protocol: udp, check: {dns: {name: example.com, fall: 1}}}
                      dot: {port: 53, check: {dns: {name: example.com, recursive: false, fall: 1}, l4: {fall: 4}}}
                """);

        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
    }

    private static ServicePort port(String rest) {
        return config("", "http: {port: 80, " + rest + "}\n")
                .vips()
                .getFirst()
                .ports()
                .getFirst();
    }

    private static Config config(String top, String ports) {
        var reading = YamlFrontEnd.read("""
                version: 1
                servers: {web-1: {address: 198.51.100.1}}
                %svips:
                  store:
                    address: 203.0.113.10
                    dscp: 11
                    servers: [web-1]
                    ports:
                      %s
                """.formatted(top, ports));
        assertThat(reading.problems()).extracting(Problem::what).isEmpty();
        return reading.config().orElseThrow();
    }
}
