// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.config.ServedVip;
import dev.baro.agent.facts.Wish;
import dev.baro.agent.host.Match;
import dev.baro.agent.host.Rule;
import dev.baro.agent.host.Ruleset;
import dev.baro.core.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One fact spoilt, one problem found: every check by itself.
class DoctorTest {
    @ParameterizedTest
    @MethodSource("dev.baro.agent.doctor.SpoiltFacts#all")
    void aSpoiltFactIsNamedWithItsFix(SpoiltFact spoilt) {
        Healthy server = new Healthy();
        spoilt.spoil().accept(server);

        List<Finding> found = Doctor.examine(server.facts()).findings();

        assertThat(found).anySatisfy(f -> {
            assertThat(f.check()).isEqualTo(spoilt.check());
            assertThat(f.level()).isEqualTo(spoilt.level());
            assertThat(f.what()).isEqualTo(spoilt.what());
            assertThat(f.fix().isEmpty() ? f.advice() : f.fix()).isEqualTo(spoilt.fix());
            assertThat(f.cause()).isNotEmpty();
        });
    }

    @Test
    void aHealthyServerIsFineInEveryCheck() {
        assertThat(Doctor.examine(new Healthy().facts()).findings())
                .allMatch(Finding::isOk)
                .extracting(Finding::check)
                .doesNotHaveDuplicates()
                .hasSameSizeAs(Doctor.CHECKS);
    }

    @Test
    void everyCheckHasAProblemHere() {
        assertThat(Doctor.CHECKS)
                .extracting(Check::name)
                .filteredOn(name -> SpoiltFacts.all().noneMatch(c -> c.check().equals(name)))
                .containsExactly("own-address");
    }

    @Test
    void everyCheckHasALineInTheReference() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/doctor.md"));
        String ofServers = page.substring(page.indexOf("## On a real server"), page.indexOf("## On a balancer"));

        assertThat(Doctor.CHECKS).extracting(Check::name).allMatch(name -> ofServers.contains("\n| `" + name + "` |"));
    }

    @Test
    void anAddressThatIsNotHereIsNamed() {
        Healthy server = new Healthy();
        server.addresses.removeLast();

        assertThat(Doctor.examine(server.facts()).findings())
                .contains(Finding.fail(
                                "own-address",
                                "2001:db8:2::10 is not an address of this server",
                                "packets that the balancers send to it do not arrive here")
                        .advising("add it to the interface, or correct addresses: and " + SpoiltFacts.APPLY));
    }

    @Test
    void anInterfaceThatIsNotHereIsNamed() {
        Healthy server = new Healthy();
        server.interfaces = List.of("ens3");

        assertThat(Doctor.examine(server.facts()).findings())
                .extracting(Finding::what)
                .contains("there is no interface ens3");
    }

    @Test
    void strictFilteringOnTheWayOutIsFine() {
        Healthy server = new Healthy();
        server.sysctls.put("net.ipv4.conf.all.rp_filter", "1");

        assertThat(Doctor.examine(server.facts()).findings()).allMatch(Finding::isOk);
    }

    @Test
    void rulesThatAskForMoreAreNotAccused() {
        Healthy server = new Healthy();
        Match unknown = Match.of("ip saddr", List.of("198.51.100.0"));
        server.foreign("inet fw", "input", 0, "{\"drop\":null}", unknown);
        server.foreign("inet fw", "input", 0, "{\"limit\":{\"rate\":5}} {\"drop\":null}");
        server.foreign("inet fw", "input", 0, "{\"drop\":null}", Match.of("tcp dport", List.of("22")));
        server.foreign("ip6 fw", "input", 0, "{\"drop\":null}", Match.of("ip6 dscp", List.of("44")));
        server.foreign("ip qos", "prerouting", -400, "ip dscp set 0", Match.of("ip dscp !=", List.of("10")));
        server.foreign("ip old", "prerouting", -300, "ip daddr set 203.0.113.10", Match.of("ip dscp", List.of("10")));

        assertThat(Doctor.examine(server.facts()).findings()).allMatch(Finding::isOk);
    }

    @Test
    void anEarlierAcceptSavesFromADrop() {
        Healthy server = new Healthy();
        server.hooks.add(new Ruleset.Hook("inet fw", "in", "input", 0));
        server.add(
                "inet fw",
                "in",
                new Rule(List.of(Match.of("th dport", List.of("80", "443"))), "", "{\"accept\":null}", ""));
        List<Match> pings = List.of(Match.of("icmp type", List.of("8")));
        List<Match> pings6 = List.of(Match.of("icmpv6 type", List.of("128", "135")));
        server.add("inet fw", "in", new Rule(pings, "", "{\"accept\":null}", ""));
        server.add("inet fw", "in", new Rule(pings6, "", "{\"accept\":null}", ""));
        server.vips = List.of("203.0.113.10=10:80,443", "2001:db8:ffff::10=12:443");
        server.add("inet fw", "in", new Rule(List.of(), "", "{\"drop\":null}", ""));

        assertThat(Doctor.examine(server.facts()).findings()).allMatch(Finding::isOk);
    }

    @Test
    void aDropInAChainThatIsJumpedToCounts() {
        Healthy server = new Healthy();
        server.hooks.add(new Ruleset.Hook("inet fw", "in", "input", 0));
        server.add("inet fw", "in", new Rule(List.of(), "", "{\"jump\":{\"target\":\"user\"}}", ""));
        server.add(
                "inet fw",
                "user",
                new Rule(List.of(Match.of("ip daddr", List.of("203.0.113.10"))), "", "{\"drop\":null}", ""));

        assertThat(Doctor.examine(server.facts()).findings())
                .filteredOn(f -> !f.isOk())
                .extracting(Finding::check)
                .containsExactly("firewall");
    }

    @Test
    void aVipByFileGetsNoCommandForAPort() {
        Wish wish = new Wish(new Healthy().config(), List.of("--config", "/etc/baro-agent/agent.yaml"));

        assertThat(wish.applyWithPort((ServedVip.Marked) ServedVip.parse("203.0.113.10=10:80"), 81))
                .isEmpty();
    }
}
