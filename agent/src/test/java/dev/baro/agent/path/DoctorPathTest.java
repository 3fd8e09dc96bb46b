// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.DsrPath.REAL;
import static dev.baro.agent.path.DsrPath.REAL6;
import static dev.baro.agent.path.DsrPath.VIP;
import static dev.baro.agent.path.DsrPath.VIP6;
import static dev.baro.agent.path.DsrPath.config;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.doctor.Doctor;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.Finding.Level;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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

/// Breaks a real server, asks the doctor, types what it says, and asks a client whether that was right.
@Tag("faults")
class DoctorPathTest {
    private static final AgentConfig CONFIG = config("203.0.113.10=10:80", "2001:db8:ffff::10=10:80");

    /// A fix may bring the next trouble to light: an address goes with the interface that was down.
    private static final int ROUNDS = 3;

    private static final String RULE_FOR_80 = "nft flush chain inet baro dscp-to-vip && nft add rule inet baro"
            + " dscp-to-vip ip dscp 10 ip daddr 192.0.2.10 tcp dport 80 counter name vip_203.0.113.10_dscp_10"
            + " ip daddr set 203.0.113.10";

    private static final String STRICT_FIREWALL = """
            nft -f - <<'END'
            table inet firewall {
                chain in { type filter hook input priority 0; policy drop;
                    ct state invalid drop
                    ct state established,related accept
                    meta l4proto { tcp, udp } th dport { 80, 443 } accept
                    meta l4proto { icmp, ipv6-icmp } accept
                    drop
                }
                chain out { type filter hook output priority 0; ct state invalid drop; }
            }
            END
            """;

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final PathEnds<DsrPath> ENDS = new PathEnds<>(() -> new DsrPath(directory.resolve("state")));

    private static DsrPath path;
    private static Peer client;
    private static List<String> options;
    private static TypedLine shell;

    /// @param breaking a shell script
    /// @param check    that names it
    /// @param lost     a VIP that is not answered while it is broken; empty when clients notice nothing yet
    record Breakage(String what, String breaking, String check, Level level, String lost) {
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
        path.apply(CONFIG);
        ENDS.serve(80, VIP, VIP6, REAL, REAL6);
        Path file = Files.writeString(directory.resolve("agent.yaml"), CONFIG.yaml());
        options = List.of("--config", file.toString(), "--state-dir", directory.toString());
        shell = TypedLine.of(path.server.commands().prefix(), directory);
    }

    @BeforeEach
    void healthy() throws IOException {
        path.server.nft("flush ruleset");
        path.server.exec("ip", "route", "replace", "default", "via", "192.0.2.1", "dev", "eth0");
        path.apply(CONFIG);
    }

    static Stream<Breakage> breakages() {
        return Stream.of(addresses(), rules(), foreignRules(), firewalls(), wayOut())
                .flatMap(s -> s);
    }

    private static Stream<Breakage> addresses() {
        return Stream.of(
                fail("VIP gone", "ip address delete 203.0.113.10/32 dev lo", "vip-on-lo", VIP),
                fail("IPv6 VIP gone", "ip address delete 2001:db8:ffff::10/128 dev lo", "vip-on-lo", VIP6),
                fail(
                        "VIP as an entire network",
                        "ip address delete 203.0.113.10/32 dev lo && ip address add 203.0.113.10/24 dev lo",
                        "vip-on-lo",
                        ""),
                fail("VIP on the segment", "ip address add 203.0.113.10/32 dev eth0", "vip-on-segment", ""),
                fail("ARP answered", "sysctl -w net.ipv4.conf.all.arp_ignore=0", "arp", ""),
                fail("VIP announced", "sysctl -w net.ipv4.conf.all.arp_announce=0", "arp", ""),
                fail("lo down", "ip link set dev lo down", "lo-up", VIP6),
                fail("IPv6 off on lo", "sysctl -w net.ipv6.conf.lo.disable_ipv6=1", "ipv6", VIP6));
    }

    private static Stream<Breakage> rules() {
        return Stream.of(
                fail("table gone", "nft delete table inet baro", "rule", VIP),
                fail("rules flushed", "nft flush chain inet baro dscp-to-vip", "rule", VIP6),
                fail("another mark", RULE_FOR_80.replace("dscp 10", "dscp 12"), "rule", VIP),
                fail("another VIP", RULE_FOR_80.replace("set 203.0.113.10", "set 203.0.113.99"), "rule", VIP),
                fail("another port", RULE_FOR_80.replace("dport 80", "dport 8080"), "rule", VIP),
                fail("another own address", RULE_FOR_80.replace("192.0.2.10", "192.0.3.10"), "rule", VIP),
                fail("rule after connection tracking", STRICT_FIREWALL + """
                        rules=$(nft list table inet baro | sed 's/priority raw/priority mangle/')
                        nft delete table inet baro
                        echo "$rules" | nft -f -
                        """, "rule-hook", VIP),
                fail(
                        "not tracked, and INVALID dropped",
                        STRICT_FIREWALL
                                + "nft 'table inet fast { chain in { type filter hook prerouting priority -310;"
                                + " ip daddr 192.0.2.10 tcp dport 80 notrack; }; }'",
                        "invalid-drop",
                        VIP));
    }

    private static Stream<Breakage> foreignRules() {
        return Stream.of(
                fail(
                        "mark cleared before the rule",
                        "nft 'table ip qos { chain in { type filter hook prerouting priority -310;"
                                + " ip dscp set cs0; }; }'",
                        "foreign-rewrite",
                        VIP),
                fail(
                        "mark cleared at the interface",
                        "nft 'table netdev qos { chain in { type filter hook ingress device eth0 priority 0;"
                                + " ip dscp set cs0; }; }'",
                        "foreign-rewrite",
                        VIP),
                fail(
                        "mark taken before the rule",
                        "nft 'table ip old { chain in { type filter hook prerouting priority -310;"
                                + " ip dscp 10 ip daddr set 203.0.113.99; }; }'",
                        "foreign-rewrite",
                        VIP),
                fail(
                        "mark taken again behind the rule",
                        "nft 'table ip old { chain in { type filter hook prerouting priority mangle;"
                                + " ip dscp 10 ip daddr set 203.0.113.99; }; }'",
                        "foreign-rewrite",
                        VIP),
                fail(
                        "a rule of others does it late",
                        "nft 'table ip old { chain in { type filter hook prerouting priority mangle;"
                                + " ip dscp 10 ip daddr set 203.0.113.10; }; }'",
                        "rule-hook",
                        ""),
                warn(
                        "a rule of others does it",
                        "nft flush chain inet baro dscp-to-vip && nft 'table ip old { chain in {"
                                + " type filter hook prerouting priority raw; ip dscp 10 ip daddr set 203.0.113.10; }; }'",
                        "rule",
                        VIP6),
                fail("marks leave", "nft flush chain inet baro clear-dscp", "dscp-leak", ""),
                fail(
                        "marks are set again",
                        "nft 'table inet qos { chain out { type filter hook postrouting priority 200;"
                                + " ip saddr 203.0.113.10 ip dscp set af11; }; }'",
                        "dscp-leak",
                        ""));
    }

    private static Stream<Breakage> firewalls() {
        return Stream.of(
                fail(
                        "port dropped",
                        "nft 'table inet firewall { chain in { type filter hook input priority 0;"
                                + " ip protocol tcp accept; meta l4proto { tcp, udp } th dport 80-90 drop; }; }'",
                        "firewall",
                        VIP6),
                fail(
                        "answers dropped",
                        "nft 'table inet firewall { chain out { type filter hook output priority 0;"
                                + " ip saddr 203.0.113.0/24 reject; }; }'",
                        "firewall",
                        VIP));
    }

    private static Stream<Breakage> wayOut() {
        return Stream.of(
                fail("deaf to pings", "sysctl -w net.ipv4.icmp_echo_ignore_all=1", "echo", ""),
                fail("deaf to IPv6 pings", "sysctl -w net.ipv6.icmp.echo_ignore_all=1", "echo", ""),
                fail(
                        "way back by another interface",
                        "ip route replace default via 192.0.3.1 dev eth1; sysctl -w net.ipv4.conf.eth0.rp_filter=1",
                        "rp-filter",
                        VIP),
                warn("narrow interface", "ip link set dev eth0 mtu 1400", "mtu", ""),
                warn(
                        "router's MAC address by hand",
                        "ip neighbour replace 192.0.2.1 lladdr 02:00:00:00:00:01 nud permanent dev eth0",
                        "next-hop",
                        VIP));
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void namesWhatIsBrokenAndItsFixHeals(Breakage broken) throws IOException {
        shell(broken.breaking());

        Diagnosis first = diagnosis(CONFIG);

        assertThat(first.findings())
                .as(first.text())
                .anyMatch(f -> f.check().equals(broken.check())
                        && f.level() == broken.level()
                        && !f.fix().isEmpty());
        if (!broken.lost().isEmpty()) {
            assertThat(client.ask("udp", broken.lost(), 80, 100, 0) + client.ask("tcp", broken.lost(), 80, 100))
                    .as("while broken")
                    .isNotEqualTo("got 100got 100");
        }
        Diagnosis last = fixed(first);
        assertThat(problems(last)).as(last.text()).isEmpty();
        assertEverythingIsAnswered();
    }

    @Test
    void aHealthyServerHasNoProblem() throws IOException {
        assertThat(problems(diagnosis(CONFIG))).isEmpty();
        assertEverythingIsAnswered();
    }

    @Test
    void aFirewallThatLetsTheServiceThroughIsNotAccused() throws IOException {
        shell(STRICT_FIREWALL);

        assertThat(problems(diagnosis(CONFIG))).isEmpty();
        assertEverythingIsAnswered();
    }

    @Test
    void namesAPortWithoutAService() throws IOException {
        AgentConfig more = config("203.0.113.10=10:80,81", "2001:db8:ffff::10=10:80");
        path.apply(more);
        try (Peer another = new Peer(path.server)) {
            assertThat(another.ask("serve", REAL, 81)).isEqualTo("serving");

            assertThat(problems(diagnosis(more)))
                    .containsExactly(Finding.fail(
                                    "listener",
                                    "nothing listens on 203.0.113.10:81; only java on 192.0.2.10",
                                    "clients of the VIP are refused")
                            .advising("make it listen on 203.0.113.10:81 too, or on any address, and restart it"));
            assertThat(another.ask("serve", VIP, 81)).isEqualTo("serving");
            assertThat(problems(diagnosis(more))).isEmpty();
            assertThat(client.ask("tcp", VIP, 81, 100)).isEqualTo("got 100");
        }
    }

    @Test
    void namesAUdpServiceThatWouldAnswerFromTheOwnAddress() throws IOException {
        AgentConfig more = config("203.0.113.10=10:80,82", "2001:db8:ffff::10=10:80");
        path.apply(more);
        try (Peer wildcard = new Peer(path.server)) {
            assertThat(wildcard.ask("serve", "0.0.0.0", 82)).isEqualTo("serving");

            assertThat(problems(diagnosis(more)))
                    .containsExactly(Finding.warn(
                                    "udp-wildcard",
                                    "java listens on UDP port 82 of any address, not of 203.0.113.10",
                                    "answers leave from the server's own address, and clients drop them")
                            .advising("bind it to 203.0.113.10, unless it sets the source address of each answer"
                                    + " itself"));
            assertThat(client.ask("udp", VIP, 82, 100, 0)).isEqualTo("timeout");
        }
        try (Peer bound = new Peer(path.server)) {
            assertThat(bound.ask("serve", VIP, 82)).isEqualTo("serving");
            assertThat(problems(diagnosis(more))).isEmpty();
            assertThat(client.ask("udp", VIP, 82, 100, 0)).isEqualTo("got 100");
        }
    }

    @Test
    void namesAPortThatNoRuleCovers() throws IOException {
        List<String> byHand = List.of(
                "--vip", "203.0.113.10=10:80", "--vip", "2001:db8:ffff::10=10:80", "--state-dir", directory.toString());
        try (Peer another = new Peer(path.server)) {
            assertThat(another.ask("serve", VIP, 83)).isEqualTo("serving");
            assertThat(client.ask("tcp", VIP, 83, 100)).isNotEqualTo("got 100");

            List<Finding> problems =
                    problems(Doctor.examine(path.agent(new StringWriter()).facts(CONFIG, byHand)));

            assertThat(problems).extracting(Finding::check).containsOnly("port-covered");
            shell(problems.getFirst().fix());
            assertThat(client.ask("tcp", VIP, 83, 100)).isEqualTo("got 100");
        }
    }

    /// Its routes went with it, and only a person knows the router.
    @Test
    void anInterfaceThatWasDownIsUpAgainAndItsRoutesAreNamed() throws IOException {
        shell("sysctl -q -w net.ipv6.conf.eth0.keep_addr_on_down=1; ip link set dev eth0 down");
        List<Finding> down = problems(diagnosis(CONFIG)).stream()
                .filter(f -> f.check().equals("interface"))
                .toList();
        assertThat(down).extracting(Finding::what).containsExactly("eth0 is down");

        down.forEach(f -> shell(f.fix()));

        List<Finding> without = problems(diagnosis(CONFIG));
        assertThat(without)
                .extracting(Finding::what)
                .contains("no default route for IPv4", "no default route for IPv6")
                .doesNotContain("eth0 is down");
        without.stream()
                .map(Finding::advice)
                .filter(advice -> advice.endsWith(" via ROUTER"))
                .forEach(advice ->
                        shell(advice.replace("ROUTER", advice.startsWith("ip -6") ? "2001:db8:2::1" : "192.0.2.1")));
        assertThat(problems(diagnosis(CONFIG))).isEmpty();
        assertEverythingIsAnswered();
    }

    private static void assertEverythingIsAnswered() throws IOException {
        for (String vip : List.of(VIP, VIP6)) {
            assertThat(client.ask("tcp", vip, 80, 100_000)).isEqualTo("got 100000");
            assertThat(client.ask("udp", vip, 80, 100, 0)).isEqualTo("got 100");
            assertThat(client.ask("ping", vip)).isEqualTo("answered");
        }
    }

    private static Diagnosis fixed(Diagnosis first) {
        Diagnosis last = first;
        for (int round = 0; round < ROUNDS && !problems(last).isEmpty(); round++) {
            last.findings().stream()
                    .map(Finding::fix)
                    .filter(fix -> !fix.isEmpty())
                    .distinct()
                    .forEach(DoctorPathTest::shell);
            last = diagnosis(CONFIG);
        }
        return last;
    }

    private static List<Finding> problems(Diagnosis diagnosis) {
        return diagnosis.findings().stream().filter(f -> !f.isOk()).toList();
    }

    private static Diagnosis diagnosis(AgentConfig config) {
        return Doctor.examine(path.agent(new StringWriter()).facts(config, options));
    }

    private static void shell(String line) {
        try {
            shell.type(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Breakage fail(String what, String breaking, String check, String lost) {
        return new Breakage(what, breaking, check, Level.FAIL, lost);
    }

    private static Breakage warn(String what, String breaking, String check, String lost) {
        return new Breakage(what, breaking, check, Level.WARN, lost);
    }
}
