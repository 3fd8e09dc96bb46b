// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.DsrPath.REAL;
import static dev.baro.agent.path.DsrPath.REAL6;
import static dev.baro.agent.path.DsrPath.VIP;
import static dev.baro.agent.path.DsrPath.VIP6;
import static dev.baro.agent.path.DsrPath.config;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real packets from a client through a balancer to a server that the agent has prepared, and straight back.
@Tag("end-to-end")
class DsrPathTest {
    private static final AgentConfig CONFIG = config("203.0.113.10=10:80", "2001:db8:ffff::10=10:80");

    private static final String FIREWALL = """
            table inet firewall {
                chain in { type filter hook input priority 0; policy drop;
                    ct state invalid drop
                    ct state established,related accept
                    ip daddr 203.0.113.10 tcp dport 80 ct state new accept
                    ip6 daddr 2001:db8:ffff::10 tcp dport 80 ct state new accept
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                }
                chain out { type filter hook output priority 0; ct state invalid drop; }
            }
            """;

    @TempDir
    private static Path stateDirectory;

    @RegisterExtension
    private static final PathEnds<DsrPath> ENDS = new PathEnds<>(() -> new DsrPath(stateDirectory));

    private static DsrPath path;
    private static Peer client;

    @BeforeAll
    static void build() throws IOException {
        path = ENDS.path();
        client = ENDS.client();
        path.apply(CONFIG);
        ENDS.serve(80, VIP, VIP6, REAL, REAL6);
        ENDS.serve(22, REAL, REAL6);
    }

    @BeforeEach
    void configured() throws IOException {
        path.apply(CONFIG);
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void markedConnectionIsAnsweredByTheVip(String vip) throws IOException {
        assertThat(client.ask("tcp", vip, 80, 200_000)).isEqualTo("got 200000");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void markedDatagramIsAnsweredByTheVip(String vip) throws IOException {
        assertThat(client.ask("udp", vip, 80, 100, 0)).isEqualTo("got 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void fragmentedDatagramIsAnsweredByTheVip(String vip) throws IOException {
        assertThat(client.ask("udp", vip, 80, 4000, 0)).isEqualTo("got 4000");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void markedPingIsAnsweredByTheVip(String vip) throws IOException {
        assertThat(client.ask("ping", vip)).isEqualTo("answered");
    }

    @ParameterizedTest
    @ValueSource(strings = {REAL, REAL6})
    void markedTrafficToAnotherPortIsLeftAlone(String real) throws IOException {
        assertThat(client.ask("udp", real, 22, 100, 40)).isEqualTo("got 100");
        assertThat(client.ask("udp", real, 80, 100, 40)).as("taken for the VIP").isEqualTo("timeout");
    }

    /// SSH marks its packets once a session is interactive, with values that may be a VIP's on this server.
    @ParameterizedTest
    @ValueSource(strings = {REAL, REAL6})
    void aSessionToAnotherPortThatBeginsToMarkGoesOn(String real) throws IOException {
        assertThat(client.ask("turn", real, 22, 100_000, 40)).isEqualTo("got 100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {REAL, REAL6})
    void unmarkedTrafficToTheServersOwnAddressIsLeftAlone(String real) throws IOException {
        assertThat(client.ask("tcp", real, 80, 1000)).isEqualTo("got 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void withoutTheAgentNothingIsAnswered(String vip) throws IOException {
        path.undo();

        assertThat(client.ask("udp", vip, 80, 100, 0)).isEqualTo("timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void aServerThatHasLostTheVipSendsNothingBackToTheBalancer(String vip) throws IOException {
        String family = vip.equals(VIP) ? "ip" : "ip6";
        path.balancer.nft("""
                table inet watch {
                    counter back {}
                    chain in { type filter hook prerouting priority -400; iifname "server" %s daddr %s counter name back; }
                }
                """.formatted(family, vip));
        path.server.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        path.server.exec("ip", "address", "del", vip + (vip.equals(VIP) ? "/32" : "/128"), "dev", "lo");
        try {
            assertThat(client.ask("udp", vip, 80, 100, 0)).isEqualTo("timeout");
            assertThat(packets(path.balancer, "back")).isZero();

            path.server.exec("nft", "flush", "chain", "inet", "baro", "keep-vip");
            client.ask("udp", vip, 80, 100, 0);
            assertThat(packets(path.balancer, "back")).as("without the chain").isPositive();
        } finally {
            path.balancer.exec("nft", "delete", "table", "inet", "watch");
            path.server.exec("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        }
    }

    @Test
    void ecnArrivesAndLeavesWhileTheMarkStays() throws IOException {
        path.server.nft("""
                table inet watch {
                    counter in4 {}
                    counter in6 {}
                    chain in { type filter hook input priority 0;
                        ip daddr 203.0.113.10 udp dport 80 ip ecn ect0 ip dscp 10 counter name in4
                        ip6 daddr 2001:db8:ffff::10 udp dport 80 ip6 ecn ect0 ip6 dscp 10 counter name in6
                    }
                }
                """);
        path.client.nft("""
                table inet watch {
                    counter out4 {}
                    counter out6 {}
                    counter marked {}
                    chain in { type filter hook prerouting priority 0;
                        ip saddr 203.0.113.10 udp sport 80 ip ecn ect0 ip dscp 0 counter name out4
                        ip6 saddr 2001:db8:ffff::10 udp sport 80 ip6 ecn ect0 ip6 dscp 0 counter name out6
                        ip saddr 203.0.113.10 ip dscp != 0 counter name marked
                        ip6 saddr 2001:db8:ffff::10 ip6 dscp != 0 counter name marked
                    }
                }
                """);

        for (String vip : List.of(VIP, VIP6)) {
            client.ask("udp", vip, 80, 100, 2);
            client.ask("ping", vip);
            client.ask("tcp", vip, 81, 1);
        }

        assertThat(packets(path.server, "in4")).isOne();
        assertThat(packets(path.server, "in6")).isOne();
        assertThat(packets(path.client, "out4")).isOne();
        assertThat(packets(path.client, "out6")).isOne();
        assertThat(packets(path.client, "marked")).isZero();
        path.server.exec("nft", "delete", "table", "inet", "watch");
        path.client.exec("nft", "delete", "table", "inet", "watch");
    }

    /// A firewall is the hard case: conntrack takes an ICMP error for related only if it comes to the VIP.
    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void pathMtuDiscoveryReachesTheServer(String vip) throws IOException {
        path.server.nft(FIREWALL);
        path.server.exec("ip", "route", "flush", "cache");
        path.server.exec("ip", "-6", "route", "flush", "cache");
        path.balancer.exec("ip", "link", "set", "client", "mtu", "1300");
        try {
            assertThat(client.ask("tcp", vip, 80, 300_000)).isEqualTo("got 300000");
        } finally {
            path.balancer.exec("ip", "link", "set", "client", "mtu", "1500");
            path.server.exec("nft", "delete", "table", "inet", "firewall");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void statefulFirewallSeesTheVipInBothDirections(String vip) throws IOException {
        path.server.nft(FIREWALL);
        try {
            assertThat(client.ask("tcp", vip, 80, 100_000)).isEqualTo("got 100000");
        } finally {
            path.server.exec("nft", "delete", "table", "inet", "firewall");
        }
    }

    @Test
    void fiftyChangesLoseNothing() throws IOException {
        AgentConfig more = config("203.0.113.10=10:80", "203.0.113.11=11:80", "2001:db8:ffff::10=10:80");
        client.ask("stream", VIP, 80);

        for (int i = 0; i < 25; i++) {
            path.apply(more);
            path.apply(CONFIG);
        }

        assertThat(client.ask("stop")).matches("lost 0 of [1-9]\\d{2,}");
    }

    @Test
    void countsAcrossAChangeOfOtherVips() throws IOException {
        client.ask("udp", VIP, 80, 100, 0);
        long before = packets(path.server, "vip_203.0.113.10_dscp_10");

        path.apply(config("203.0.113.10=10:80", "203.0.113.12=12:80"));

        assertThat(before).isPositive();
        assertThat(packets(path.server, "vip_203.0.113.10_dscp_10")).isEqualTo(before);
    }

    private static long packets(Netns namespace, String counter) {
        String listed = namespace.exec("nft", "list", "counters");
        String after = listed.substring(listed.indexOf("counter " + counter + " {"));
        return Long.parseLong(after.replaceFirst("(?s).*?packets (\\d+).*", "$1"));
    }
}
