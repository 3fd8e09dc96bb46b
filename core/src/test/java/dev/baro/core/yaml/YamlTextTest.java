// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.DataCentre;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.MassFailurePolicy;
import dev.baro.core.model.Octets;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import dev.baro.core.serveriron.Texts;
import dev.baro.core.writer.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class YamlTextTest {
    @Test
    void printsTheSeed() {
        assertThat(YamlText.of(Texts.config(Texts.seed()))).isEqualTo("""
                # yaml-language-server: $schema=/usr/share/baro/baro-v1.schema.json
                #   baro check   is this file right?   baro diff      what would change?
                #   baro apply   make it so
                version: 1

                servers:  # server real, server remote-name
                  Hostname: {address: 10.10.10.1}

                health-defaults:
                  l4: {interval: 10s, timeout: 1s, fall: 2, rise: 1}  # tcp keepalive: SYN, SYN+ACK, RST
                  l7: {interval: 10s, timeout: 2s, fall: 2, rise: 2}  # request

                vips:  # server virtual, tos-marking, predictor, bind; a port that is not named is dropped
                  store-app1:  # server virtual store-app1 211.115.115.100
                    address: 211.115.115.100
                    dscp: 10  # tos-marking 10 (tos 40, 0x28, AF11)
                    scheduler: round-robin
                    session-sync: true
                    probe-through-dscp: true
                    servers: [Hostname]
                    ports:
                      http:
                        port: 80
                        check: {l7: {http: "GET /health_check.html", expect: "200-299,401"}}
                      ssl:
                        port: 443
                        check: {l7: {https: "GET /health_check.html", expect: "200-299,401", verify: false}}
                """);
    }

    @Test
    void migrationGuideShowsTheSeedAndWhatComesOfIt() throws IOException {
        String guide = Files.readString(Path.of("../docs/how-to/migrate-from-serveriron.md"));
        String printed = YamlText.of(Texts.config(Texts.seed()));

        assertThat(guide).contains("```\n" + Texts.seed() + "```\n");
        assertThat(guide).contains("```yaml\n" + printed.substring(printed.indexOf("version:")) + "```\n");
    }

    @Test
    void everyValueComesBackFromAYamlReader() {
        assertThat(tree(everything())).isEqualTo(json("""
                {"version": 1, "cluster": "no",
                 "balancers": {"lb-a1": {"data-centre": "idc-a", "address": "10.10.0.11", "interfaces": ["eth0", "eth1.20"]}},
                 "data-centres": {
                   "idc-a": {"description": "Pangyo: \\"판교\\" # 1 \\ud83d\\ude00", "prefixes": ["10.10.0.0/16", "2001:db8::/32"]},
                   "idc-b": {}},
                 "servers": {
                   "1e3": {"address": "10.10.10.1", "data-centre": "idc-a", "method": "ipip", "weight": 0, "state": "drain"},
                   "yes": {"address": "2001:db8::1"}},
                 "health": {"up-after": "l7", "ping": false, "hold-down": "0s", "mass-failure": {"share": 40, "within": "20s"},
                   "passive": "off"},
                 "health-defaults": {"l3": {"interval": "1500ms", "timeout": "500ms", "fall": 4, "rise": 1}},
                 "sessions": {"max": 1000},
                 "vips": {"store": {
                   "address": "2001:db8::100", "dscp": 63, "scheduler": "maglev", "session-sync": true,
                   "probe-through-dscp": false, "servers": ["1e3", "yes"], "need": 2,
                   "ports": {
                     "443": {"port": 443, "check": {"l7": {
                       "https": "HEAD /a?b={c}, [d] #e", "expect": "200", "host": "www.example.com", "verify": true,
                       "headers": {"X-Probe": "baro: #1", "no": "1"}, "text": "\\"up\\": 예",
                       "ca": "/etc/ca #1.pem",
                       "client-certificate": {"certificate": "/etc/client.pem", "key": "/etc/client.key"}}}},
                     "dns": {"port": 53, "protocol": "udp", "check": {"l4": {"send": "hex:00ff", "answer": "ok # 1"}}}}}}}
                """));
    }

    @Test
    void emptyConfigurationIsStillAFile() {
        Config empty = new Config("", List.of(), List.of(), List.of(), List.of(), HealthTimings.DEFAULTS, 1_048_576);

        assertThat(tree(empty)).isEqualTo(json("{\"version\": 1, \"servers\": {}, \"vips\": {}}"));
    }

    private static Config everything() {
        return new Config(
                "no",
                List.of(new Balancer("lb-a1", "idc-a", IpAddress.parse("10.10.0.11"), List.of("eth0", "eth1.20"))),
                List.of(
                        new DataCentre(
                                "idc-a",
                                "Pangyo: \"판교\" # 1 \ud83d\ude00",
                                List.of(Prefix.parse("10.10.0.0/16"), Prefix.parse("2001:db8::/32"))),
                        new DataCentre("idc-b", "", List.of())),
                servers(),
                List.of(vip()),
                timings(),
                1000);
    }

    private static List<RealServer> servers() {
        return List.of(
                new RealServer(
                        "1e3", IpAddress.parse("10.10.10.1"), "idc-a", ForwardingMethod.IPIP, 0, ServerState.DRAIN),
                new RealServer(
                        "yes", IpAddress.parse("2001:db8::1"), "", ForwardingMethod.DSCP, 100, ServerState.ENABLED));
    }

    private static Vip vip() {
        return new Vip(
                "store",
                IpAddress.parse("2001:db8::100"),
                new Dscp(63),
                List.of("1e3", "yes"),
                List.of(
                        new ServicePort(
                                "443",
                                Protocol.TCP,
                                443,
                                new ApplicationCheck.Http(
                                        true,
                                        "HEAD",
                                        "/a?b={c}, [d] #e",
                                        "www.example.com",
                                        "200",
                                        true,
                                        List.of("X-Probe: baro: #1", "no: 1"),
                                        "\"up\": 예",
                                        new TlsFiles("/etc/ca #1.pem", "/etc/client.pem", "/etc/client.key"))),
                        new ServicePort(
                                "dns",
                                Protocol.UDP,
                                53,
                                new ApplicationCheck.Udp(new Octets("00ff"), Octets.parse("ok # 1")))),
                VipOptions.DEFAULTS
                        .withScheduler(SchedulerKind.MAGLEV)
                        .withProbeThroughDscp(false)
                        .withNeed(2));
    }

    private static HealthTimings timings() {
        HealthTimings usual = HealthTimings.DEFAULTS;
        ProbeTiming ping = new ProbeTiming(Duration.ofMillis(1500), Duration.ofMillis(500), 4, 1);
        return new HealthTimings(
                usual.l2(),
                ping,
                usual.l4(),
                usual.l7(),
                new HealthPolicy(
                        true,
                        false,
                        Duration.ZERO,
                        new MassFailurePolicy(40, Duration.ofSeconds(20)),
                        PassivePolicy.OFF));
    }

    private static JsonNode tree(Config config) {
        return new YAMLMapper().readTree(YamlText.of(config));
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }
}
