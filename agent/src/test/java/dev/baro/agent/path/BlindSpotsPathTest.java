// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.DsrPath.REAL;
import static dev.baro.agent.path.DsrPath.REAL6;
import static dev.baro.agent.path.DsrPath.VIP;
import static dev.baro.agent.path.DsrPath.VIP6;
import static dev.baro.agent.path.DsrPath.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.doctor.Doctor;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.Finding.Level;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a doctor that reads routes and rules singly sees nothing: policy routing, a firewall's policy, and what nft
/// does not show. It names the loss, or says that it did not look, and never that all is well.
@Tag("faults")
class BlindSpotsPathTest {
    private static final AgentConfig CONFIG = config("203.0.113.10=10:80", "2001:db8:ffff::10=10:80");
    private static final String ANOTHER_WAY = "ip route replace default via 192.0.3.1 dev eth1 table 100;"
            + " ip -6 route replace default via 2001:db8:3::1 dev eth1 table 100;";
    private static final String STRICT = "sysctl -q -w net.ipv4.conf.eth0.rp_filter=1;";

    private static final String DEFAULT_DROP = """
            nft -f - <<'END'
            table inet firewall {
                chain in { type filter hook input priority 0; policy drop;
                    iif lo accept
                    ct state vmap { established : accept, related : accept, invalid : drop }
                    tcp dport 22 accept
                    meta l4proto { icmp, ipv6-icmp } accept
                    ip saddr 10.0.0.0/8 tcp dport 9100 accept
                }
            }
            END
            """;
    private static final String DEFAULT_DROP_OUT = """
            nft -f - <<'END'
            table inet firewall {
                chain out { type filter hook output priority 0; policy drop;
                    oif lo accept
                    ip saddr 192.0.2.10 accept
                    ip6 saddr 2001:db8:2::10 accept
                    meta l4proto { icmp, ipv6-icmp } accept
                }
            }
            END
            """;

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final PathEnds<DsrPath> ENDS = new PathEnds<>(() -> new DsrPath(directory.resolve("state")));

    private static DsrPath path;
    private static Peer client;

    /// @param breaking a shell script
    /// @param lost     a VIP that is not answered while it is broken; empty when clients notice nothing
    record Spot(String what, String breaking, String check, Level level, String lost) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    static void build() throws IOException {
        path = ENDS.path();
        client = ENDS.client();
        path.connectAgain();
        path.server.address("2001:db8:3::10/64", "eth1");
        path.balancer.address("2001:db8:3::1/64", "server2");
        path.apply(CONFIG);
        ENDS.serve(80, VIP, VIP6, REAL, REAL6);
    }

    @BeforeEach
    void healthy() throws IOException {
        shell("nft flush ruleset");
        shell("ip rule flush; ip rule add lookup main prio 32766; ip rule add lookup default prio 32767");
        shell("ip -6 rule flush; ip -6 rule add lookup main prio 32766");
        shell("for program in iptables-legacy ip6tables-legacy; do if command -v $program; then"
                + " $program -P INPUT ACCEPT; $program -P OUTPUT ACCEPT; $program -F; $program -X;"
                + " $program -t mangle -F; $program -t raw -F; fi; done");
        shell("sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0"
                + " net.ipv4.conf.eth0.src_valid_mark=0");
        path.apply(CONFIG);
    }

    static Stream<Spot> healed() {
        return Stream.of(
                fail(
                        "rule sends answers by another interface, strict filter",
                        ANOTHER_WAY + STRICT + "ip rule add from 203.0.113.10 lookup 100 prio 100",
                        "rp-filter",
                        VIP),
                fail("default drop forgets the VIP", DEFAULT_DROP, "firewall", VIP),
                fail("default drop forgets the IPv6 VIP", DEFAULT_DROP, "firewall", VIP6),
                fail("default drop of answers", DEFAULT_DROP_OUT, "firewall", VIP),
                fail("default drop of IPv6 answers", DEFAULT_DROP_OUT, "firewall", VIP6));
    }

    static Stream<Spot> legacy() {
        return Stream.of(false, true)
                .flatMap(v6 -> Stream.of(
                                fail(
                                        "default drop",
                                        "iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT;"
                                                + " iptables-legacy -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT;"
                                                + " iptables-legacy -P INPUT DROP",
                                        "firewall",
                                        VIP),
                                fail(
                                        "port dropped",
                                        "iptables-legacy -N user; iptables-legacy -A INPUT -i eth0 -p tcp -j user;"
                                                + " iptables-legacy -A user -p tcp -m multiport --dports 79:81,8080 -j REJECT",
                                        "firewall",
                                        VIP),
                                fail(
                                        "answers dropped",
                                        "iptables-legacy -A OUTPUT -s 203.0.113.10 -j DROP",
                                        "firewall",
                                        VIP),
                                new Spot(
                                        "condition that is not understood",
                                        "iptables-legacy -A INPUT -m length --length 0:65535 -j DROP",
                                        "firewall",
                                        Level.NOT_LOOKED_AT,
                                        VIP),
                                fail(
                                        "mark cleared",
                                        "iptables-legacy -t mangle -A PREROUTING -j DSCP --set-dscp 0; iptables-legacy -t raw"
                                                + " -A PREROUTING -p tcp --dport 80 -j DROP",
                                        "firewall",
                                        VIP))
                        .map(spot -> v6 ? ofIpv6(spot) : spot));
    }

    static Stream<Spot> unhealed() {
        return Stream.of(routes(), unseen()).flatMap(s -> s);
    }

    private static Stream<Spot> routes() {
        return Stream.of(
                fail(
                        "rule prohibits answers",
                        "ip rule add from 203.0.113.10 prohibit prio 100",
                        "policy-routing",
                        VIP),
                fail(
                        "rule prohibits IPv6 answers",
                        "ip -6 rule add from 2001:db8:ffff::10 unreachable prio 100",
                        "policy-routing",
                        VIP6),
                fail(
                        "rule prohibits answers, loose filter",
                        "sysctl -q -w net.ipv4.conf.eth0.rp_filter=2; ip rule add from 203.0.113.10 prohibit prio 100",
                        "rp-filter",
                        VIP),
                new Spot(
                        "rule for some clients",
                        "ip rule add to 198.51.100.0/24 unreachable prio 100",
                        "policy-routing",
                        Level.WARN,
                        VIP),
                new Spot(
                        "rule for some IPv6 clients",
                        "ip -6 rule add to 2001:db8:1::/64 unreachable prio 100",
                        "policy-routing",
                        Level.WARN,
                        VIP6));
    }

    private static Stream<Spot> unseen() {
        return Stream.of(
                new Spot(
                        "rule by mark",
                        STRICT + "sysctl -q -w net.ipv4.conf.eth0.src_valid_mark=1;" + ANOTHER_WAY
                                + "ip rule add fwmark 7 lookup 100 prio 100;"
                                + " nft 'table ip m { chain c { type filter hook prerouting priority -150;"
                                + " meta mark set 7; }; }'",
                        "policy-routing",
                        Level.NOT_LOOKED_AT,
                        VIP),
                new Spot(
                        "IPv6 rule by mark",
                        "ip -6 rule add fwmark 7 unreachable prio 100; nft 'table ip6 m { chain c {"
                                + " type route hook output priority -150; ip6 saddr 2001:db8:ffff::10 meta mark set 7; };"
                                + " }'",
                        "policy-routing",
                        Level.NOT_LOOKED_AT,
                        VIP6),
                new Spot(
                        "rule by user",
                        "ip rule add uidrange 12345-12345 prohibit prio 100",
                        "policy-routing",
                        Level.NOT_LOOKED_AT,
                        ""),
                new Spot(
                        "a condition of iptables that nft does not show",
                        "iptables-nft -A INPUT -m length --length 0:65535 -j DROP",
                        "firewall",
                        Level.NOT_LOOKED_AT,
                        VIP),
                new Spot(
                        "the same of ip6tables",
                        "ip6tables-nft -A INPUT -m length --length 0:65535 -j DROP",
                        "firewall",
                        Level.NOT_LOOKED_AT,
                        VIP6),
                new Spot(
                        "default drop but for some clients",
                        DEFAULT_DROP + "nft add rule inet firewall in ip saddr 198.51.100.0/24 accept;"
                                + " nft add rule inet firewall in ip6 saddr 2001:db8:1::/64 accept",
                        "firewall",
                        Level.NOT_LOOKED_AT,
                        ""));
    }

    @ParameterizedTest
    @MethodSource("healed")
    void namesWhatIsLostAndItsFixHeals(Spot spot) throws IOException {
        Diagnosis first = found(spot);

        problems(first).stream().map(Finding::fix).filter(fix -> !fix.isEmpty()).forEach(BlindSpotsPathTest::shell);

        Diagnosis last = diagnosis();
        assertThat(problems(last)).as(last.text()).isEmpty();
        assertEverythingIsAnswered();
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void readsTheRulesThatNftDoesNotShow(Spot spot) throws IOException {
        assumeTrue(path.server.succeeds("iptables-legacy", "-S"), "needs iptables-legacy and its tables in the kernel");
        Diagnosis first = found(spot);
        if (spot.level() == Level.FAIL) {
            problems(first).stream()
                    .map(Finding::fix)
                    .filter(fix -> !fix.isEmpty())
                    .forEach(BlindSpotsPathTest::shell);

            Diagnosis last = diagnosis();
            assertThat(problems(last)).as(last.text()).isEmpty();
            assertEverythingIsAnswered();
        }
    }

    @ParameterizedTest
    @MethodSource("unhealed")
    void saysWhatItFoundOrDidNotLookAt(Spot spot) throws IOException {
        Diagnosis _ = found(spot);
    }

    @Test
    void aFirewallThatKnowsTheVipIsNotAccused() throws IOException {
        shell(DEFAULT_DROP + """
                nft -f - <<'END'
                table inet firewall {
                    set services { type inet_service; flags interval; elements = { 80-90, 443 }; }
                    chain served { meta l4proto { tcp, udp } th dport @services accept; }
                }
                END
                nft add rule inet firewall in iifname "eth*" jump served
                """);

        Diagnosis diagnosis = diagnosis();

        assertThat(problems(diagnosis)).as(diagnosis.text()).isEmpty();
        assertEverythingIsAnswered();
    }

    @Test
    void anotherTableThatLeadsToClientsIsFine() throws IOException {
        shell(ANOTHER_WAY + "ip rule add from 203.0.113.10 lookup 100 prio 100;"
                + " ip -6 rule add from 2001:db8:ffff::10 lookup 100 prio 100");

        Diagnosis diagnosis = diagnosis();

        assertThat(problems(diagnosis)).as(diagnosis.text()).isEmpty();
        assertThat(diagnosis.text()).contains("answers of 203.0.113.10 leave on eth1 to 192.0.3.1");
        assertEverythingIsAnswered();
    }

    /// The doctor's words while it is broken, having asked a client whether it is.
    private static Diagnosis found(Spot spot) throws IOException {
        shell(spot.breaking());
        Diagnosis diagnosis = diagnosis();
        assertThat(diagnosis.findings())
                .as(diagnosis.text())
                .anyMatch(f -> f.check().equals(spot.check())
                        && f.level() == spot.level()
                        && !(f.fix().isEmpty() && f.advice().isEmpty()));
        if (!spot.lost().isEmpty()) {
            assertThat(client.ask("tcp", spot.lost(), 80, 100))
                    .as("while broken")
                    .isNotEqualTo("got 100");
        }
        return diagnosis;
    }

    private static void assertEverythingIsAnswered() throws IOException {
        for (String vip : List.of(VIP, VIP6)) {
            assertThat(client.ask("tcp", vip, 80, 100_000)).isEqualTo("got 100000");
            assertThat(client.ask("ping", vip)).isEqualTo("answered");
        }
    }

    private static List<Finding> problems(Diagnosis diagnosis) {
        return diagnosis.findings().stream().filter(f -> !f.isOk()).toList();
    }

    private static Diagnosis diagnosis() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.yaml"), CONFIG.yaml());
        return Doctor.examine(path.agent(new StringWriter()).facts(CONFIG, List.of("--config", file.toString())));
    }

    private static void shell(String script) {
        path.server.exec("sh", "-e", "-c", script);
    }

    private static Spot fail(String what, String breaking, String check, String lost) {
        return new Spot(what, breaking, check, Level.FAIL, lost);
    }

    private static Spot ofIpv6(Spot spot) {
        return new Spot(
                spot.what() + ", IPv6",
                spot.breaking().replace("iptables-legacy", "ip6tables-legacy").replace(VIP, VIP6),
                spot.check(),
                spot.level(),
                VIP6);
    }
}
