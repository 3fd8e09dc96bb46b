// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbePlanTest {
    private static final Config CONFIG = Texts.config("""
            version: 1
            servers:
              web-1: {address: 198.51.100.1}
              web-2: {address: 198.51.100.2, method: mac}
              web-3: {address: 198.51.100.3, state: drain}
              web-4: {address: 198.51.100.4, state: disabled}
              spare: {address: 198.51.100.5}
            vips:
              store:
                address: 203.0.113.100
                dscp: 10
                servers: [web-1, web-2, web-3, web-4]
                ports:
                  http: {port: 80, check: {l7: {http: GET /up}}}
                  ssl: {port: 443}
              dns:
                address: 203.0.113.101
                dscp: 11
                probe-through-dscp: false
                servers: [web-1]
                ports: {dns: {port: 53, protocol: udp, check: {l4: {send: ping, answer: pong}}}}
            """);

    @Test
    void probesEachLayerForWhomeverItConcerns() {
        assertThat(ProbePlan.of(CONFIG, List.of()))
                .extracting(task -> task.target().toString())
                .containsExactly(
                        "l3 web-1 for store",
                        "l4 web-1 for store http",
                        "l7 web-1 for store http",
                        "l4 web-1 for store ssl",
                        "l2 web-2",
                        "l3 web-2 for store",
                        "l4 web-2 for store http",
                        "l7 web-2 for store http",
                        "l4 web-2 for store ssl",
                        "l3 web-3 for store",
                        "l4 web-3 for store http",
                        "l7 web-3 for store http",
                        "l4 web-3 for store ssl",
                        "l3 web-1 for dns",
                        "l4 web-1 for dns dns");
    }

    @Test
    void asksForTheMacAddressOfServersOnASegmentOfTheBalancerOnce() {
        List<Prefix> segments = List.of(Prefix.parse("198.51.100.0/31"), Prefix.parse("2001:db8::/64"));

        assertThat(ProbePlan.of(CONFIG, segments))
                .filteredOn(task -> task.target().layer() == Layer.L2)
                .extracting(task -> task.target().server())
                .containsExactly("web-1", "web-2");
    }

    @Test
    void probesTheVipsWay() {
        ProbeTask ssl = task("l4 web-1 for store ssl");

        assertThat(ssl.marked()).isTrue();
        assertThat(ssl.vip()).isEqualTo(IpAddress.parse("203.0.113.100"));
        assertThat(ssl.server()).isEqualTo(IpAddress.parse("198.51.100.1"));
        assertThat(ssl.dscp().codePoint()).isEqualTo(10);
        assertThat(ssl.port()).isEqualTo(443);
        assertThat(ssl.check()).isEqualTo(new ApplicationCheck.None());
        assertThat(task("l7 web-1 for store http").check())
                .isEqualTo(new ApplicationCheck.Http(false, "GET", "/up", "", "200", false));
    }

    @Test
    void withoutTheMarkTheServerAnswersItself() {
        ProbeTask dns = task("l4 web-1 for dns dns");

        assertThat(dns.marked()).isFalse();
        assertThat(dns.vip()).isEqualTo(IpAddress.parse("198.51.100.1"));
        assertThat(dns.check()).isEqualTo(new ApplicationCheck.Udp(Octets.parse("ping"), Octets.parse("pong")));
    }

    @Test
    void pingCanBeLeftOut() {
        assertThat(ProbePlan.of(Texts.store(1, "ping: false"), List.of()))
                .extracting(task -> task.target().toString())
                .containsExactly("l4 web-1 for store http");
    }

    @Test
    void everyLayerHasItsOwnRhythm() {
        assertThat(task("l3 web-1 for store").timing())
                .isEqualTo(CONFIG.health().l3());
        assertThat(task("l4 web-1 for store ssl").timing())
                .isEqualTo(CONFIG.health().l4());
        assertThat(task("l7 web-1 for store http").timing())
                .isEqualTo(CONFIG.health().l7());
        assertThat(task("l2 web-2").timing()).isEqualTo(CONFIG.health().l2());
    }

    @Test
    void aRequestGoesWhereTheCheckSaysBesideTheConnection() {
        String port = "http: {port: 80, check: {port: 8080, l4: {interval: 1s}, l7: {http: GET /up, fall: 7}}}";
        List<ProbeTask> tasks = ProbePlan.of(Texts.store(1, "ping: false", port), List.of());

        assertThat(tasks).extracting(ProbeTask::port).containsExactly(80, 8080);
        assertThat(tasks).extracting(ProbeTask::served).containsExactly(80, 80);
        assertThat(tasks.getFirst().timing().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(tasks.getLast().timing().fall()).isEqualTo(7);
    }

    @Test
    void oneProbeGoesAsClientsComeWhateverTheChecksSay() {
        VirtualService dns = new VirtualService(IpAddress.parse("203.0.113.101"), Protocol.UDP, 53);

        ProbeTask task = ProbePlan.asClientsCome(CONFIG, dns, "web-1").orElseThrow();

        assertThat(task.target().layer()).isEqualTo(Layer.L4);
        assertThat(task.marked()).isTrue();
        assertThat(task.vip()).isEqualTo(dns.vip());
        assertThat(task.port()).isEqualTo(53);
        assertThat(task.tos()).isEqualTo(11 << 2);
        assertThat(ProbePlan.asClientsCome(CONFIG, dns, "web-9")).isEmpty();
        assertThat(ProbePlan.asClientsCome(CONFIG, new VirtualService(dns.vip(), Protocol.TCP, 53), "web-1"))
                .isEmpty();
    }

    @Test
    void aRequestForAUdpServiceGoesOverTcp() {
        String port = "http: {port: 80, protocol: udp, check: {port: 8080, l7: {http: GET /up}}}";

        assertThat(ProbePlan.of(Texts.store(1, "ping: false", port), List.of()))
                .extracting(ProbeTask::protocol)
                .containsExactly(Protocol.UDP, Protocol.TCP);
    }

    @Test
    void withoutARequestTheConnectionGoesWhereTheCheckSays() {
        assertThat(ProbePlan.of(Texts.store(1, "ping: false", "http: {port: 80, check: {port: 8080}}"), List.of()))
                .extracting(task -> task.target() + " at " + task.port())
                .containsExactly("l4 web-1 for store http at 8080");
    }

    @Test
    void aDnsQueryIsADatagramOverUdpAndARequestOverTcp() {
        String query = "check: {dns: {name: example.com}}";

        assertThat(ProbePlan.of(
                        Texts.store(1, "ping: false", "http: {port: 53, protocol: udp, " + query + "}"), List.of()))
                .extracting(Evidence::sent)
                .containsExactly("DNS query for example.com A to 198.51.100.1:53, DSCP 10");
        assertThat(ProbePlan.of(Texts.store(1, "ping: false", "http: {port: 53, " + query + "}"), List.of()))
                .extracting(Evidence::sent)
                .containsExactly(
                        "SYN to 198.51.100.1:53, DSCP 10", "DNS query for example.com A to 198.51.100.1:53, DSCP 10");
    }

    @Test
    void aPortThatIsNotProbedIsKnownAndNothingIsSent() {
        assertThat(ProbePlan.of(Texts.store(1, "", "http: {port: 80, check: none}"), List.of()))
                .filteredOn(ProbeTask::isSent)
                .extracting(task -> task.target().toString())
                .containsExactly("l3 web-1 for store");
    }

    private static ProbeTask task(String target) {
        return ProbePlan.of(CONFIG, List.of()).stream()
                .filter(task -> task.target().toString().equals(target))
                .findFirst()
                .orElseThrow();
    }
}
