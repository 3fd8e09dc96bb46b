// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.health.Verdict;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults above the network, and of the tunnel: each is named for TCP, UDP and HTTPS, IPv4 and IPv6, and by all three
/// methods, while the server and its VIP answer pings.
@Tag("faults")
class NamedFaultTest {
    private static final int PORT = 7000;
    private static final ApplicationCheck PING = new ApplicationCheck.Udp(Octets.parse("ping"), Octets.parse("ping"));
    private static final ApplicationCheck.Http HTTPS =
            new ApplicationCheck.Http(true, "GET", "/", "www.example.com", "200", false);
    private static final ApplicationCheck.Http HTTP = new ApplicationCheck.Http(false, "GET", "/", "", "200", false);
    private static final String PINS = "baro-t-probe-named";

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("named");

    /// Eighteen probes at once would get six ICMP errors.
    @BeforeAll
    static void answerEach() {
        for (String server : List.of(NETWORK.far(), NETWORK.near())) {
            NETWORK.exec(server, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
        }
    }

    @BeforeEach
    void decapsulate() {
        InNetwork.call(
                NETWORK.far(),
                () -> Decapsulator.apply(
                        PINS,
                        List.of("eth0"),
                        Set.of(ProbeNetwork.FAR, ProbeNetwork.FAR_V6),
                        Set.of(ProbeNetwork.VIP, ProbeNetwork.VIP_V6)));
    }

    @AfterEach
    void fix() {
        boolean _ = Decapsulator.remove(PINS);
        NETWORK.nft(NETWORK.core(), "flush ruleset");
        NETWORK.network().restoreRules(NETWORK.far());
        NETWORK.network().restoreRules(NETWORK.near());
    }

    @Test
    void droppedPortIsFiltered() throws Exception {
        onServers("th dport 7000 drop");

        expectEverywhere(Verdict.PORT_FILTERED, tasks("tcp", "udp", "https"));
    }

    @Test
    void rejectedPortIsRefusedByAFirewall() throws Exception {
        onServers("th dport 7000 reject with icmpx admin-prohibited");

        expectEverywhere(Verdict.REFUSED_BY_FIREWALL, tasks("tcp", "udp", "https"));
    }

    /// The same where the rule is for the VIP alone, and the service answers at the server's own address.
    @Test
    void portThatIsRejectedAtTheVipAloneIsRefusedByAFirewall() throws Exception {
        onServers("ip daddr 211.115.115.100 th dport 7000 reject with icmpx admin-prohibited;"
                + " ip6 daddr 2001:db8:115::100 th dport 7000 reject with icmpx admin-prohibited");
        try (var _ = TestServer.tcp(NETWORK.far(), "::", PORT, client -> {});
                var _ = TestServer.tcp(NETWORK.near(), "::", PORT, client -> {});
                var _ = TestServer.udpEcho(NETWORK.far(), "::", PORT);
                var _ = TestServer.udpEcho(NETWORK.near(), "::", PORT)) {
            expectEverywhere(Verdict.REFUSED_BY_FIREWALL, tasks("tcp", "udp"));
        }
    }

    @Test
    void serviceThatIsOverloadedOrPickyAcceptsAndCloses() throws Exception {
        for (boolean rst : List.of(true, false)) {
            TestServer.Conversation closing = client -> client.setSoLinger(rst, 0);
            try (var far = TestServer.tcp(NETWORK.far(), "::", PORT, closing);
                    var near = TestServer.tcp(NETWORK.near(), "::", PORT, closing)) {
                expectEverywhere(Verdict.ACCEPTS_AND_CLOSES, tasks("http", "https"));
                assertThat(far.connections() + near.connections()).isPositive();
            }
        }
    }

    @Test
    void hungServiceAtTheVipIsSilent() throws Exception {
        try (var far = TestServer.udpHung(NETWORK.far(), "" + ProbeNetwork.VIP, PORT);
                var farV6 = TestServer.udpHung(NETWORK.far(), "" + ProbeNetwork.VIP_V6, PORT);
                var near = TestServer.udpHung(NETWORK.near(), "" + ProbeNetwork.VIP, PORT);
                var nearV6 = TestServer.udpHung(NETWORK.near(), "" + ProbeNetwork.VIP_V6, PORT)) {
            expectEverywhere(Verdict.SERVICE_SILENT, tasks("udp"));
            assertThat(far.connections() + farV6.connections() + near.connections() + nearV6.connections())
                    .isZero();
        }
    }

    @Test
    void tunnelThatIsDroppedOrRejectedOnTheWayIsFiltered() throws Exception {
        for (String what : List.of("drop", "reject with icmpx admin-prohibited", "reject")) {
            NETWORK.nft(NETWORK.core(), """
                    flush ruleset
                    table inet fault {
                        chain c {
                            type filter hook forward priority 0;
                            meta l4proto { 4, 41 } %s
                        }
                    }
                    """.formatted(what));

            expectEverywhere(Verdict.TUNNEL_FILTERED, byTunnel(tasks("ping", "tcp", "udp", "https")));
        }
    }

    /// Linux rejects no tunnel of IPv6 with an error: it takes what is inside for a wrong checksum.
    @Test
    void rejectedTunnelNamesTheRouter() throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook forward priority 0;
                        meta l4proto { 4, 41 } reject with icmpx admin-prohibited
                    }
                }
                """);

        Explanation seen = NETWORK.explain(task("tcp", ForwardingMethod.IPIP, true));

        assertThat(seen.pings().vip().detail()).isEqualTo("administratively prohibited from 10.10.0.254");
    }

    @Test
    void serverWithoutATunnelIsMissingIt() throws Exception {
        boolean _ = Decapsulator.remove(PINS);

        expectEverywhere(Verdict.TUNNEL_MISSING, byTunnel(tasks("ping", "tcp", "udp", "https")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"211.115.115.100/32", "2001:db8:115::100/128"})
    void missingVipIsNotTakenForAFilteredTunnel(String vip) throws Exception {
        NETWORK.exec(NETWORK.far(), "ip", "addr", "del", vip, "dev", "lo");
        try {
            Map<String, ProbeTask> tasks = byTunnel(tasks("ping", "tcp", "udp"));
            tasks.values().removeIf(task -> task.vip().isV4() == vip.contains(":"));
            expectEverywhere(Verdict.VIP_SILENT, tasks);
        } finally {
            NETWORK.exec(NETWORK.far(), "ip", "addr", "add", vip, "dev", "lo");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void firewallOnTheWayIsNamedByItsAddress(boolean v4) throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook forward priority 0;
                        th dport 7000 reject with icmpx admin-prohibited
                    }
                }
                """);

        for (String kind : List.of("tcp", "udp")) {
            ProbeTask task = task(kind, ForwardingMethod.DSCP, v4);
            ProbeResult result = NETWORK.next(task);
            assertThat(result.detail()).isEqualTo("administratively prohibited from " + router(task));
            assertThat(result.reply()).isEqualTo(Reply.PROHIBITED);
        }
    }

    private static void onServers(String rule) {
        for (String server : List.of(NETWORK.far(), NETWORK.near())) {
            NETWORK.nft(server, "table inet fault { chain c { type filter hook input priority 0; " + rule + "; }; }");
        }
    }

    private static void expectEverywhere(Verdict verdict, Map<String, ProbeTask> tasks) throws Exception {
        Map<String, Verdict> expected = new TreeMap<>();
        tasks.keySet().forEach(name -> expected.put(name, verdict));

        assertThat(NETWORK.verdicts(tasks)).isEqualTo(expected);
    }

    /// Each kind by each method in each IP version.
    private static Map<String, ProbeTask> tasks(String... kinds) {
        Map<String, ProbeTask> all = new TreeMap<>();
        for (String kind : kinds) {
            for (ForwardingMethod method : ForwardingMethod.values()) {
                for (boolean v4 : List.of(true, false)) {
                    all.put(kind + " " + method.word() + (v4 ? " v4" : " v6"), task(kind, method, v4));
                }
            }
        }
        return all;
    }

    private static Map<String, ProbeTask> byTunnel(Map<String, ProbeTask> tasks) {
        tasks.values().removeIf(task -> task.method() != ForwardingMethod.IPIP);
        return tasks;
    }

    private static ProbeTask task(String kind, ForwardingMethod method, boolean v4) {
        boolean near = method == ForwardingMethod.MAC;
        IpAddress server =
                near ? v4 ? ProbeNetwork.NEAR : ProbeNetwork.NEAR_V6 : v4 ? ProbeNetwork.FAR : ProbeNetwork.FAR_V6;
        IpAddress vip = v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;
        return Probing.by(
                method,
                switch (kind) {
                    case "ping" -> Probing.echo(server, vip);
                    case "udp" -> Probing.udp(server, vip, PORT, PING);
                    case "http" -> Probing.http(server, vip, PORT, HTTP);
                    case "https" -> Probing.http(server, vip, PORT, HTTPS);
                    default -> Probing.tcp(server, vip, PORT);
                });
    }

    private static String router(ProbeTask task) {
        return task.server().isV4() ? "10.10.0.254" : "2001:db8:10::fe";
    }
}
