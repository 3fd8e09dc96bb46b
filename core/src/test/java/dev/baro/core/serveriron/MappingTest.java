// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import static dev.baro.core.serveriron.Texts.SMALL;
import static dev.baro.core.serveriron.Texts.complaints;
import static dev.baro.core.serveriron.Texts.config;
import static dev.baro.core.serveriron.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static final String TWO = """
            server port http
            tcp
            server real web-a01 192.0.2.1
            port http
            port http url "GET /up"
            server real web-a02 192.0.2.2
            port http
            port http url "GET /up"
            server virtual store 198.51.100.10
            tos-marking 11 hc-l3-dsr
            predictor weighted-round-robin
            port http
            bind http web-a01 http web-a02 http
            """;

    @Test
    void globalPredictorHoldsWhereTheVipHasNone() {
        String text = SMALL.replace("predictor round-robin\n", "") + "server predictor least-conn\n";

        assertThat(config(text).vips().getFirst().options().scheduler()).isEqualTo(SchedulerKind.LEAST_CONNECTIONS);
        assertThat(complaints(text)).isEmpty();
    }

    @Test
    void resetMessageTellsClientsOfEveryVip() {
        assertThat(config(SMALL).vips().getFirst().options().refusals())
                .isEqualTo(new Refusals(Refusal.DROP, Refusal.DROP));
        assertThat(config(SMALL + "server reset-message\n")
                        .vips()
                        .getFirst()
                        .options()
                        .refusals())
                .isEqualTo(new Refusals(Refusal.RESET, Refusal.RESET));
        assertThat(complaints(SMALL + "server reset-message\n")).isEmpty();
        assertThat(complaints(SMALL + "server icmp-message\n"))
                .containsExactly("9:1 warning: not imported: server icmp-message; on-unserved: reset and"
                        + " on-no-server: reset in each VIP answer UDP with ICMP, and TCP with a reset"
                        + " (vips.on-unserved)");
    }

    @Test
    void predictorByResponseTimeBecomesLeastConnections() {
        String text = SMALL.replace("round-robin", "response-time");

        assertThat(config(text).vips().getFirst().options().scheduler()).isEqualTo(SchedulerKind.LEAST_CONNECTIONS);
        assertThat(complaints(text))
                .containsExactly("7:11 warning: predictor response-time is not available; least-connections is used"
                        + " instead, which follows the load by counting sessions");
    }

    @Test
    void weightsCountUnderAWeightedPredictor() {
        String text = TWO.replace("web-a01 192.0.2.1\n", "web-a01 192.0.2.1\nweight 7\n")
                .replace("web-a02 192.0.2.2\n", "web-a02 192.0.2.2\nweight 3\n");

        assertThat(config(text).servers()).extracting(RealServer::weight).containsExactly(7, 3);
        assertThat(complaints(text)).isEmpty();
    }

    @Test
    void weightsAboveOneHundredAreScaled() {
        String text = TWO.replace("web-a01 192.0.2.1\n", "web-a01 192.0.2.1\nweight 400\n");

        assertThat(config(text).servers()).extracting(RealServer::weight).containsExactly(100, 1);
        assertThat(complaints(text))
                .containsExactly(
                        "4:1 warning: weight 400 is scaled to 100; weights go up to 100 here: all are scaled so that"
                                + " 400 becomes 100",
                        "7:1 warning: web-a02 has no weight under a weighted predictor: 1 is used; write weight N"
                                + " below it");
    }

    @Test
    void weightsDoNotCountUnderRoundRobin() {
        String text = SMALL.replace("192.0.2.1\n", "192.0.2.1\nweight 7\n");

        assertThat(config(text).servers()).extracting(RealServer::weight).containsExactly(100);
        assertThat(problems(text))
                .contains("4:1 note: weight is ignored: without a weighted predictor it has no effect, as on the"
                        + " ServerIron; to use the weight, write predictor weighted-round-robin in the virtual"
                        + " server");
    }

    @Test
    void aPortKeepsItsKeepaliveAndTheShortestHoldsForTheOthers() {
        String text = """
                server port http
                tcp keepalive 10 1
                server port ssl
                tcp keepalive 1 3
                """ + SMALL.replace("server port http\ntcp\n", "") + "bind ssl web-a01 ssl\n";

        assertThat(config(text).health().l4())
                .isEqualTo(new ProbeTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 4, 1));
        assertThat(config(text).health().l7())
                .isEqualTo(new ProbeTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 4, 2));
        assertThat(config(text).vips().getFirst().ports())
                .extracting(
                        port -> port.probes().l4().over(config(text).health().l4()))
                .containsExactly(
                        new ProbeTiming(Duration.ofSeconds(10), Duration.ofSeconds(1), 2, 1),
                        new ProbeTiming(Duration.ofSeconds(1), Duration.ofSeconds(1), 4, 1));
        assertThat(problems(text))
                .contains("2:1 note: tcp keepalive 10 1: probed every 10s, down after 2 failures in a row (1 retry);"
                        + " this applies to the ports of this profile; ports without a keepalive use the"
                        + " shortest, tcp keepalive 1 3 (line 4)");
    }

    @Test
    void aDnsQueryBecomesTheCheckOfThePort() {
        String text = SMALL.replace("http", "dns").replace("tcp\n", "udp\n");

        assertThat(check(text.replace(
                        "port dns\nserver virtual", "port dns addr_query \"www.example.com\"\nserver virtual")))
                .isEqualTo(new ApplicationCheck.Dns("www.example.com", "A", "NOERROR", false));
        assertThat(check(text.replace("port dns\nserver virtual", "port dns zone \"example.com\"\nserver virtual")))
                .isEqualTo(new ApplicationCheck.Dns("example.com", "SOA", "NOERROR", false));
        assertThat(complaints(text))
                .contains("4:1 warning: only port dns is probed, not the application on it; for a query, write port"
                        + " dns addr_query \"www.example.com\"");
        assertThat(problems(text.replace("port dns\nserver virtual", "port dns zone \"a b\"\nserver virtual")))
                .contains("4:15 error: \"a b\" is not a domain name; port dns zone \"www.example.com\"");
    }

    @Test
    void aPortWithoutHealthCheckIsNotProbed() {
        String text = SMALL.replace("port http\nserver virtual", "port http no-health-check\nserver virtual");

        assertThat(check(text)).isEqualTo(new ApplicationCheck.Unprobed());
    }

    private static ApplicationCheck check(String text) {
        return config(text).vips().getFirst().ports().getFirst().check();
    }

    @Test
    void pingSettingsAreTaken() {
        String text = SMALL + "server ping-interval 5\nserver ping-retries 6\n";

        assertThat(config(text).health().l3())
                .isEqualTo(new ProbeTiming(Duration.ofSeconds(5), Duration.ofMillis(500), 6, 2));
        assertThat(config(text).health().l2())
                .isEqualTo(new ProbeTiming(Duration.ofSeconds(50), Duration.ofSeconds(1), 3, 2));
    }

    @Test
    void firstBoundServerGivesTheCheckOfThePort() {
        String text = TWO.replaceFirst("\"GET /up\"\nserver virtual", "\"GET /other\"\nserver virtual");

        assertThat(config(text).vips().getFirst().ports().getFirst().check())
                .isEqualTo(new ApplicationCheck.Http(false, "GET", "/up", "", "200-299,401", false));
        assertThat(complaints(text))
                .contains("7:1 warning: not imported: the check of web-a02 on port http; a port of a VIP has one"
                        + " check here: that of web-a01, the server bound first");
    }

    @Test
    void wholeRequestAndStatusCodesAreTaken() {
        String text = SMALL.replace("port http\nserver", """
                port http url "GET /up\\?a=1 HTTP/1.1\\r\\nHost: www.example.com\\r\\nUser-Agent: adx\\r\\n\\r\\n"
                port http status-code 200 204 301 301
                server""");

        assertThat(config(text).vips().getFirst().ports().getFirst().check())
                .isEqualTo(new ApplicationCheck.Http(
                        false,
                        "GET",
                        "/up?a=1",
                        "www.example.com",
                        "200-204,301",
                        false,
                        List.of("User-Agent: adx"),
                        "",
                        TlsFiles.NONE));
        assertThat(complaints(text)).isEmpty();
    }

    @Test
    void httpWithoutUrlIsAskedForItsHead() {
        assertThat(config(SMALL).vips().getFirst().ports().getFirst().check())
                .isEqualTo(new ApplicationCheck.Http(false, "HEAD", "/", "", "200-299,401", false));
    }

    @Test
    void portWithoutNameOrProfileIsUdp() {
        String text = SMALL.replace("http", "8080").replace("server port 8080\ntcp\n", "");

        assertThat(config(text).vips().getFirst().ports())
                .containsExactly(new ServicePort("8080", Protocol.UDP, 8080, new ApplicationCheck.None()));
        assertThat(complaints(text))
                .containsExactly("6:6 warning: port 8080 is assumed to be udp; the ServerIron treats a port without a"
                        + " name as UDP: for TCP, write server port 8080 and tcp below it");
    }

    @Test
    void portWithATcpProfileIsTcp() {
        String text = SMALL.replace("http", "8080");

        assertThat(config(text).vips().getFirst().ports())
                .containsExactly(new ServicePort("8080", Protocol.TCP, 8080, new ApplicationCheck.None()));
        assertThat(complaints(text)).isEmpty();
    }

    @Test
    void localAndRemoteServersShareAllTraffic() {
        assertThat(complaints(TWO.replace("real web-a02", "remote-name web-a02").replace("weighted-", "")))
                .containsExactly(
                        "6:8 warning: remote servers take their share at all times; the ServerIron uses them only"
                                + " while no local server is up: for the same effect, list them under"
                                + " vips.standby.servers");
    }

    @Test
    void serverIsDisabledWhenAllItsPortsAre() {
        String text = SMALL.replace("port http\nserver", "port http disable\nserver");

        assertThat(config(text).servers()).extracting(RealServer::state).containsExactly(ServerState.DISABLED);
    }

    @Test
    void marksProbesWithoutHcL3Dsr() {
        String text = SMALL.replace(" hc-l3-dsr", "");

        assertThat(config(text).vips().getFirst().options().probeThroughDscp()).isTrue();
        assertThat(complaints(text))
                .containsExactly("6:1 warning: no hc-l3-dsr: probes carry dscp 11 anyway; an answer from the VIP"
                        + " passes, but the ServerIron would reject it; write tos-marking 11 hc-l3-dsr");
    }

    @Test
    void sessionSyncOfOnePortHoldsForTheVip() {
        String text = SMALL.replace("tcp\n", "tcp\nsession-sync\n") + "bind ssl web-a01 ssl\n";

        assertThat(config(text).vips().getFirst().options().sessionSync()).isTrue();
        assertThat(problems(text))
                .contains("3:1 note: session-sync: sessions of store are copied to other balancers, once there are"
                        + " any; session-sync: true is set for the VIP, so also for ssl, which lacks it there;"
                        + " another balancer joins with baro peer invite and baro peer join (vips.session-sync)");
    }

    @Test
    void eachPortKeepsTheServersThatAreBoundToIt() {
        String text = TWO.replace("weighted-", "") + "bind ssl web-a01 ssl\n";

        assertThat(config(text).vips().getFirst().servers()).containsExactly("web-a01", "web-a02");
        assertThat(config(text).vips().getFirst().ports())
                .extracting(ServicePort::servers)
                .containsExactly(List.of(), List.of("web-a01"));
        assertThat(complaints(text))
                .containsExactly(
                        "3:1 warning: web-a01 has no \"port ssl\" line but is bound to that port; the line is"
                                + " assumed: write \"port ssl\" below the server",
                        "3:1 warning: only port ssl is probed, not the application on it; the ServerIron tries a TLS"
                                + " handshake; write port ssl url \"GET /path\" for a request");
    }

    @Test
    void vipThatServesNoPortIsLeftOut() {
        String text = SMALL + """
                server virtual all 198.51.100.11
                tos-marking 15 hc-l3-dsr
                bind default web-a01 default
                """;

        assertThat(config(text).vips()).extracting(vip -> vip.name()).containsExactly("store");
        assertThat(complaints(text))
                .containsExactly(
                        "9:1 warning: virtual server all is left out: it serves no port; list its ports and servers:"
                                + " port http, then bind http REAL http",
                        "11:1 warning: not imported: bind default; a VIP serves only the ports that it lists; list"
                                + " each one");
    }

    @Test
    void namesWhatIsLost() {
        String text = """
                ver 12.4.00
                interface ethernet 1
                 ip address 203.0.113.1 255.255.255.0
                !
                server source-nat
                """ + SMALL + """
                port http cookie-name ServerID
                port ftp
                sym-priority 10
                server real spare 192.0.2.9
                max-conn 1000
                """;

        assertThat(complaints(text))
                .containsExactly(
                        "1:1 warning: not imported: ver 12.4.00; it is about the device itself",
                        "2:1 warning: not imported: interface ethernet 1;"
                                + " this line and those below it are about the device itself",
                        "5:1 warning: not imported: server source-nat; with every method servers answer clients"
                                + " directly (servers.method), so the source address must stay",
                        "14:1 warning: not imported: port http cookie-name; requests are not inspected: a port has"
                                + " the same servers for every request (vips.ports.servers)",
                        "15:1 warning: port ftp is left out of the VIP: no bind line gives it a server; its traffic"
                                + " is dropped; to serve it: bind ftp REAL ftp",
                        "16:1 warning: not imported: sym-priority; there is no standby: all balancers of a cluster"
                                + " forward at the same time (balancers)",
                        "17:1 warning: real server spare is not bound to any virtual server; it gets no traffic; bind"
                                + " it, or remove it",
                        "18:1 warning: not imported: max-conn; a server's sessions are not limited; its weight sets"
                                + " its share of new ones (servers.weight)");
    }
}
