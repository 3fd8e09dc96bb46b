// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MassFailurePolicy;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.Octets;
import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.writer.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFrontEndTest {
    @Test
    void readsClusterAndSessions() {
        Config config = GoodFile.config();

        assertThat(config.cluster()).isEqualTo("store-prod");
        assertThat(config.maxSessions()).isEqualTo(1_000_000);
    }

    @Test
    void readsSessionsAndMetrics() {
        Config config = read("""
                version: 1
                sessions:
                  max: 2048
                  max-new-per-second: 50000
                  timeouts: {half-open: 10s, established: 1h, closing: 30s, udp: 2m}
                metrics: {listen: "[::1]:9310"}
                """);

        assertThat(config.sessions())
                .isEqualTo(new SessionSettings(
                        2_048,
                        50_000,
                        new SessionTimeouts(
                                Duration.ofSeconds(10),
                                Duration.ofHours(1),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(2))));
        assertThat(config.metrics()).isEqualTo(new MetricsSettings(IpAddress.parse("::1"), 9_310));
    }

    @Test
    void readsHowServersComeIntoTheirShareAndWhatHoldsClients() {
        String text = GoodFile.text().replace("    dscp: 11\n", """
                    dscp: 11
                    slow-start: 30s
                    max-share: 150%
                    affinity: {by: client-address, timeout: 5m}
                    on-server-down: move
                    on-no-server: reset
                """);

        Vip dns = read(text).vips().getLast();

        assertThat(dns.options().slowStart()).isEqualTo(new SlowStart(Duration.ofSeconds(30), 150));
        assertThat(dns.options().keeping()).isEqualTo(new SessionKeeping(Duration.ofMinutes(5), OnServerDown.MOVE));
        assertThat(dns.options().refusals()).isEqualTo(new Refusals(Refusal.DROP, Refusal.RESET));
    }

    @Test
    void readsBalancers() {
        assertThat(GoodFile.config().balancers())
                .containsExactly(
                        new Balancer("lb-a1", "idc-a", IpAddress.parse("10.10.0.11"), List.of("eth0")),
                        new Balancer("lb-a2", "idc-a", IpAddress.parse("10.10.0.12"), List.of("eth0", "eth1")));
    }

    @Test
    void readsDataCentres() {
        assertThat(GoodFile.config().dataCentres())
                .containsExactly(
                        new DataCentre("idc-a", "판교", List.of(Prefix.parse("10.10.0.0/16"))),
                        new DataCentre(
                                "idc-b",
                                "Ansan: hall 2",
                                List.of(Prefix.parse("10.20.0.0/16"), Prefix.parse("10.21.0.0/16"))));
    }

    @Test
    void readsServers() {
        assertThat(GoodFile.config().servers())
                .containsExactly(
                        server("store-web-a01", "10.10.10.1", "idc-a", 100, ServerState.ENABLED),
                        server("store-web-a02", "10.10.10.2", "idc-a", 50, ServerState.ENABLED),
                        server("store-web-b01", "10.20.10.1", "idc-b", 100, ServerState.DRAIN),
                        server("store-web-b02", "10.21.10.2", "idc-b", 100, ServerState.DISABLED),
                        server("store-web-x01", "198.51.100.7", "", 0, ServerState.ENABLED));
    }

    @Test
    void readsVips() {
        assertThat(GoodFile.config().vips()).containsExactly(store(), dns());
    }

    private static Vip store() {
        return new Vip(
                "store-app1",
                IpAddress.parse("211.115.115.100"),
                new Dscp(10),
                List.of("store-web-a01", "store-web-a02", "store-web-b01", "store-web-b02"),
                List.of(
                        new ServicePort(
                                "http",
                                Protocol.TCP,
                                80,
                                new ApplicationCheck.Http(false, "GET", "/health_check.html", "", "200", false)),
                        new ServicePort(
                                "ssl",
                                Protocol.TCP,
                                443,
                                new ApplicationCheck.Http(
                                        true, "HEAD", "/health?deep=1", "store.example.com", "200-299,401", true)),
                        new ServicePort(
                                "api",
                                Protocol.TCP,
                                8080,
                                new ApplicationCheck.Http(
                                        false,
                                        "GET",
                                        "/up",
                                        "",
                                        "200",
                                        false,
                                        List.of("X-Probe: baro", "Accept: */*"),
                                        "\"up\": true"))),
                VipOptions.DEFAULTS
                        .withScheduler(SchedulerKind.LEAST_CONNECTIONS)
                        .withSessionSync(true)
                        .withProbeThroughDscp(false)
                        .withNeed(2));
    }

    private static Vip dns() {
        return new Vip(
                "store-dns",
                IpAddress.parse("211.115.115.101"),
                new Dscp(11),
                List.of("store-web-a01", "store-web-x01"),
                List.of(
                        new ServicePort(
                                "dns",
                                Protocol.UDP,
                                53,
                                new ApplicationCheck.Udp(new Octets("12340100"), new Octets("1234"))),
                        new ServicePort("dns-tcp", Protocol.TCP, 53, new ApplicationCheck.None())),
                VipOptions.DEFAULTS);
    }

    @Test
    void readsHealthTimings() {
        assertThat(GoodFile.config().health())
                .isEqualTo(new HealthTimings(
                        new ProbeTiming(Duration.ofSeconds(20), Duration.ofSeconds(1), 3, 2),
                        new ProbeTiming(Duration.ofSeconds(2), Duration.ofMillis(500), 4, 3),
                        new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(1), 2, 1),
                        new ProbeTiming(Duration.ofMinutes(1), Duration.ofSeconds(5), 3, 2),
                        new HealthPolicy(
                                true,
                                true,
                                Duration.ofMinutes(1),
                                new MassFailurePolicy(40, Duration.ofSeconds(20)),
                                PassivePolicy.USE)));
    }

    @Test
    void theShortestFileIsItsVersion() {
        assertThat(YamlFrontEnd.read("version: 1\n"))
                .isEqualTo(new Reading.Accepted<>(
                        new Config(
                                "",
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                HealthTimings.DEFAULTS,
                                Config.DEFAULT_MAX_SESSIONS),
                        List.of(Problem.warning(
                                0, 0, "the file has no VIP, so no packet would be forwarded", "add one under vips"))));
    }

    @Test
    void anEntryOfSeveralPortsMakesAServicePortOfEach() throws Exception {
        Config config = YamlFrontEnd.read(Files.readString(
                        Path.of(Objects.requireNonNull(YamlFrontEndTest.class.getResource("good/ports.yaml"))
                                .toURI())))
                .config()
                .orElseThrow();

        assertThat(config.vips().getFirst().ports())
                .extracting(port -> port.name() + " " + port.protocol().word() + " " + port.port())
                .containsExactly(
                        "web-80 tcp 80",
                        "web-443 tcp 443",
                        "rtp-8000 udp 8000",
                        "rtp-8001 udp 8001",
                        "rtp-8002 udp 8002",
                        "rtp-8003 udp 8003",
                        "mixed-21 tcp 21",
                        "mixed-990 tcp 990",
                        "mixed-991 tcp 991",
                        "mixed-992 tcp 992",
                        "ssh tcp 22");
        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
    }

    @Test
    void arpIsProbedTenTimesAsRarelyAsPing() {
        assertThat(health("l3: {interval: 3s}").l2().interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(health("l2: {interval: 4s}").l2().interval()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void retriesAreOneLessThanFall() {
        assertThat(health("l4: {retries: 4}").l4().fall()).isEqualTo(5);
        assertThat(health("l4: {retries: 0}").l4().fall()).isEqualTo(1);
    }

    @Test
    void aTimeoutThatIsLeftOutIsNeverLongerThanTheInterval() {
        assertThat(health("l3: {interval: 100ms}").l3().timeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(health("l3: {interval: 50ms}").l2())
                .isEqualTo(new ProbeTiming(Duration.ofMillis(500), Duration.ofMillis(500), 3, 2));
    }

    @Test
    void durationsHaveUnits() {
        assertThat(health("l7: {interval: 1h, timeout: 2m}").l7().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(health("l7: {interval: 10ms, timeout: 10ms}").l7().interval())
                .isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aliasesStandForWhatTheyName() {
        Config config = accepted("""
                version: 1
                servers:
                  web-1: {address: 10.10.10.1}
                vips:
                  a: {address: 198.51.100.1, dscp: 11, servers: &all [web-1], ports: &web {http: {port: 80}}}
                  b: {address: 198.51.100.2, dscp: 15, servers: *all, ports: *web}
                """);

        assertThat(config.vips().get(1).servers()).containsExactly("web-1");
        assertThat(config.vips().get(1).ports()).isEqualTo(config.vips().get(0).ports());
    }

    @Test
    void lineBreaksOfAnySystemAndAByteOrderMarkAreRead() {
        String windows = "\uFEFF" + GoodFile.text().replace("\n", "\r\n");

        assertThat(YamlFrontEnd.read(windows)).isEqualTo(YamlFrontEnd.read(GoodFile.text()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1021, 1022, 1023, 1024, 1025, 2046, 2047, 2048, 2049})
    void readsCharactersBeyondTheBasicPlaneAnywhere(int offset) {
        String text = "#" + "x".repeat(offset) + "\uD83D\uDE00\nversion: 1\n";

        assertThat(YamlFrontEnd.read(text)).isInstanceOf(Reading.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1022, 1023, 1024})
    void refusesHalfACharacterWhereverItStands(int offset) {
        String text = "#" + "x".repeat(offset) + "\uD83D";

        assertThat(YamlFrontEnd.read(text).problems())
                .containsExactly(Problem.error(
                        1, offset + 2, "character U+D83D is not allowed", "remove it; most editors do not show it"));
    }

    @Test
    void countsColumnsInCodePoints() {
        assertThat(YamlFrontEnd.read("version: 1\n# \uD83D\uDE00 \u0007\n").problems())
                .extracting(Problem::line, Problem::column)
                .containsExactly(tuple(2, 5));
    }

    @Test
    void refusesMoreThan4MiBUnread() {
        Reading<Config> reading = YamlFrontEnd.read("#".repeat(4 * 1024 * 1024 + 1));

        assertThat(reading.problems())
                .containsExactly(Problem.error(0, 0, "the file is larger than 4 MiB", "is this a Baro configuration?"));
    }

    @Test
    void aDscpMayNameTwoVipsThatShareNoServer() {
        Reading<Config> reading = YamlFrontEnd.read("""
                version: 1
                servers:
                  web-1: {address: 10.10.10.1}
                  web-2: {address: 10.10.10.2}
                vips:
                  a: {address: 198.51.100.1, dscp: 11, servers: [web-1], ports: {http: {port: 80}}}
                  b: {address: 198.51.100.2, dscp: 11, servers: [web-2], ports: {http: {port: 80}}}
                """);

        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void interfacesAreAListOrAMappingWithWhatEachDoes() {
        assertThat(balancer("[eth0, eth1]").keepsTags()).isEmpty();
        assertThat(balancer("{eth0: {vlan: keep}, eth1: {}}"))
                .returns(List.of("eth0", "eth1"), Balancer::interfaces)
                .returns(List.of("eth0"), Balancer::keepsTags);
    }

    private static Balancer balancer(String interfaces) {
        return read("version: 1\nbalancers: {lb: {address: 10.0.0.1, interfaces: %s}}\n".formatted(interfaces))
                .balancers()
                .getFirst();
    }

    private static HealthTimings health(String layers) {
        return accepted("version: 1\nhealth-defaults: {%s}\n".formatted(layers)).health();
    }

    private static Config accepted(String text) {
        Reading<Config> reading = YamlFrontEnd.read(text);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return reading.config().orElseThrow();
    }

    private static RealServer server(String name, String address, String dataCentre, int weight, ServerState state) {
        return new RealServer(name, IpAddress.parse(address), dataCentre, ForwardingMethod.DSCP, weight, state);
    }

    private static Config read(String text) {
        return YamlFrontEnd.read(text).config().orElseThrow();
    }
}
