// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static dev.baro.core.serveriron.Texts.config;
import static dev.baro.core.serveriron.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontEndTest {
    private static final List<ServicePort> HTTP_AND_SSL = List.of(
            new ServicePort(
                    "http",
                    Protocol.TCP,
                    80,
                    new ApplicationCheck.Http(false, "GET", "/health_check.html", "", "200-299,401", false)),
            new ServicePort(
                    "ssl",
                    Protocol.TCP,
                    443,
                    new ApplicationCheck.Http(true, "GET", "/health_check.html", "", "200-299,401", false)));

    private static final HealthTimings TEN_SECONDS_ONE_RETRY = new HealthTimings(
            new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(1), 3, 2),
            new ProbeTiming(Duration.ofSeconds(1), Duration.ofMillis(500), 3, 2),
            new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(1), 2, 1),
            new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(2), 2, 2));

    @Test
    void takesTheSeedVerbatim() {
        assertThat(config(Texts.seed()))
                .isEqualTo(new Config(
                        "",
                        List.of(),
                        List.of(),
                        List.of(server("Hostname", "10.10.10.1")),
                        List.of(new Vip(
                                "store-app1",
                                IpAddress.parse("211.115.115.100"),
                                new Dscp(10),
                                List.of("Hostname"),
                                HTTP_AND_SSL,
                                VipOptions.DEFAULTS)),
                        TEN_SECONDS_ONE_RETRY,
                        1_048_576));
    }

    @Test
    void saysWhatItTookAndAssumedOfTheSeed() {
        assertThat(problems(Texts.seed()))
                .containsExactly(
                        "2:1 note: session-sync: sessions of store-app1 are copied to other balancers, once there are"
                                + " any; session-sync: true is set for the VIP; another balancer joins with baro"
                                + " peer invite and baro peer join (vips.session-sync)",
                        "4:1 note: tcp keepalive 10 1: probed every 10s, down after 2 failures in a row (1 retry)"
                                + " (also line 8); this applies to the connection (l4) and the request (l7) of every"
                                + " port",
                        "9:1 note: no server ping-interval line: ping every 1s, ARP every 10s;"
                                + " ARP is 10 times as rare as ping, as on the ServerIron,"
                                + " whose defaults are 2s and 20s",
                        "9:8 note: remote servers are treated like local ones here; the ServerIron would use them as"
                                + " backups of local servers, but the VIP has none",
                        "10:1 note: port default disable always applies here; traffic to ports that a VIP does not"
                                + " list is dropped and counted",
                        "12:1 note: no status-code line: 200 to 299 and 401 pass, as on the ServerIron; to accept"
                                + " only 200: port http status-code 200 200",
                        "14:1 note: the certificate is not verified, as on the ServerIron; to verify it, set host and"
                                + " verify: true in the YAML file",
                        "14:1 note: no status-code line: 200 to 299 and 401 pass, as on the ServerIron; to accept"
                                + " only 200: port ssl status-code 200 200",
                        "15:1 note: no predictor line: round-robin is used; the ServerIron's own default is least"
                                + " connections: to use it, write predictor least-conn",
                        "16:16 note: hc-l3-dsr: probes carry dscp 10 and only an answer from the VIP counts;"
                                + " for ping, UDP and TCP alike; the ServerIron marks TCP alone",
                        "16:26 note: ignored as a comment: ====> means \"DSCP=10\"; everything from ====> to the end"
                                + " of the line is a comment",
                        "18:25 note: Hostname is bound to the same port more than once and counts once (also line"
                                + " 19); name each server once; for a larger share, give it a weight",
                        "19:6 note: no \"port ssl\" line in store-app1: the bind line declares the port; to declare"
                                + " it explicitly, write \"port ssl\" before the bind line");
    }

    @Test
    void takesSixServersInTwoDataCentres() {
        Config config = config(Texts.store());

        assertThat(config.servers())
                .containsExactly(
                        server("web-a01", "10.10.10.1"),
                        server("web-a02", "10.10.10.2"),
                        server("web-a03", "10.10.10.3"),
                        server("web-b01", "10.20.10.1"),
                        server("web-b02", "10.20.10.2"),
                        server("web-b03", "10.20.10.3"));
        assertThat(config.vips())
                .containsExactly(new Vip(
                        "store-app1",
                        IpAddress.parse("211.115.115.100"),
                        new Dscp(10),
                        List.of("web-a01", "web-a02", "web-a03", "web-b01", "web-b02", "web-b03"),
                        HTTP_AND_SSL,
                        VipOptions.DEFAULTS));
        assertThat(config.health()).isEqualTo(TEN_SECONDS_ONE_RETRY);
    }

    @Test
    void sameRemarkOfSixServersIsOneNote() {
        assertThat(problems(Texts.store()))
                .contains("13:2 note: port default disable always applies here (also lines 20, 27, 34, 41, 48);"
                        + " traffic to ports that a VIP does not list is dropped and counted")
                .hasSize(9);
    }

    @Test
    void indentationCaseCommentsAndLineEndsMeanNothing() {
        String messy = "\ufeff!Building configuration...\r\n\r\n"
                + Texts.SMALL.replace("\n", "\r\n!\r\n").replace("server virtual", "   SERVER\u00a0Virtual")
                + "exit\r\nend\r\n";

        assertThat(config(messy)).isEqualTo(config(Texts.SMALL));
    }

    @Test
    void aServerMayBeContinuedByItsName() {
        String text = Texts.SMALL + "server real web-a01\nport http url \"GET /up\"\n";

        assertThat(config(text).vips().getFirst().ports().getFirst().check())
                .isEqualTo(new ApplicationCheck.Http(false, "GET", "/up", "", "200-299,401", false));
    }

    private static RealServer server(String name, String address) {
        return new RealServer(name, IpAddress.parse(address), "", ForwardingMethod.DSCP, 100, ServerState.ENABLED);
    }
}
