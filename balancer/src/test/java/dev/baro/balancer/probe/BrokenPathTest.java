// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.HopSeen;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every fault of the table of verdicts, caused on purpose: what the marked probe and the unmarked
/// one tell of it.
@Tag("faults")
class BrokenPathTest {
    private static final ApplicationCheck PING = new ApplicationCheck.Udp(Octets.parse("ping"), Octets.parse("ping"));

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("broken");

    /// A service and how it is probed.
    enum Way {
        TCP_V4(true, true),
        TCP_V6(true, false),
        UDP_V4(false, true),
        UDP_V6(false, false);

        private final boolean tcp;
        private final boolean v4;

        Way(boolean tcp, boolean v4) {
            this.tcp = tcp;
            this.v4 = v4;
        }

        private ProbeTask task() {
            return tcp ? Probing.tcp(server(), vip(), 7000) : Probing.udp(server(), vip(), 7000, PING);
        }

        private TestServer service(IpAddress address) {
            return tcp
                    ? TestServer.tcp(NETWORK.far(), address.toString(), 7000, client -> {})
                    : TestServer.udpEcho(NETWORK.far(), address.toString(), 7000);
        }

        private IpAddress server() {
            return v4 ? ProbeNetwork.FAR : ProbeNetwork.FAR_V6;
        }

        private IpAddress vip() {
            return v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;
        }

        private IpAddress otherVip() {
            return v4 ? ProbeNetwork.OTHER_VIP : ProbeNetwork.OTHER_VIP_V6;
        }

        private String vipPrefix() {
            return vip() + (v4 ? "/32" : "/128");
        }
    }

    @AfterEach
    void fix() {
        NETWORK.nft(NETWORK.core(), "flush ruleset");
        NETWORK.network().restoreRules(NETWORK.far());
    }

    @ParameterizedTest
    @EnumSource
    void healthyPathAnswersBothAndShowsTheMarkAtTheRouter(Way way) throws Exception {
        Explanation seen = explainWithServicesEverywhere(way);

        expect(seen, Reply.EXPECTED, Reply.EXPECTED);
        assertThat(seen.path()).containsExactly(new HopSeen(1, way.v4 ? "10.10.0.254" : "2001:db8:10::fe", 10));
    }

    @ParameterizedTest
    @EnumSource
    void bleachedMarkIsAnsweredByTheRealAddress(Way way) throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook postrouting priority 0;
                        oifname "far" ip dscp set 0
                        oifname "far" ip6 dscp set 0
                    }
                }
                """);

        expect(explainWithServicesEverywhere(way), Reply.FROM_REAL_ADDRESS, Reply.EXPECTED);
    }

    @ParameterizedTest
    @EnumSource
    void bleachedMarkIsToldEvenWhereTheServiceIsAtTheVipAlone(Way way) throws Exception {
        NETWORK.nft(NETWORK.far(), "flush ruleset");

        try (var service = way.service(way.vip())) {
            expect(NETWORK.explain(way.task()), Reply.FROM_REAL_ADDRESS, Reply.REFUSED);
            assertThat(service.connections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void markOfAnotherVipIsAnsweredByThatOne(Way way) throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook postrouting priority 0;
                        oifname "far" ip dscp 10 ip dscp set 12
                        oifname "far" ip6 dscp 10 ip6 dscp set 12
                    }
                }
                """);

        Explanation seen = explainWithServicesEverywhere(way);

        expect(seen, Reply.FROM_OTHER_VIP, Reply.EXPECTED);
        assertThat(seen.marked().detail()).isEqualTo("answer from " + way.otherVip() + " instead of " + way.vip());
    }

    @ParameterizedTest
    @EnumSource
    void missingRuleIsAnsweredByTheRealAddress(Way way) throws Exception {
        NETWORK.nft(NETWORK.far(), "flush ruleset");

        expect(explainWithServicesEverywhere(way), Reply.FROM_REAL_ADDRESS, Reply.EXPECTED);
    }

    @ParameterizedTest
    @EnumSource
    void missingVipIsSilent(Way way) throws Exception {
        NETWORK.exec(NETWORK.far(), "ip", "addr", "del", way.vipPrefix(), "dev", "lo");
        try (var service = way.service(way.server())) {
            expect(NETWORK.explain(way.task()), Reply.NOTHING, Reply.EXPECTED);
            assertThat(service.connections()).isLessThan(2);
        } finally {
            NETWORK.exec(NETWORK.far(), "ip", "addr", "add", way.vipPrefix(), "dev", "lo");
        }
    }

    @ParameterizedTest
    @EnumSource
    void returnPathThatDropsTheVipIsSilent(Way way) throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook forward priority 0;
                        ip saddr 211.115.115.100 drop
                        ip6 saddr 2001:db8:115::100 drop
                    }
                }
                """);

        expect(explainWithServicesEverywhere(way), Reply.NOTHING, Reply.EXPECTED);
    }

    @ParameterizedTest
    @EnumSource
    void serviceAtTheRealAddressAloneIsRefusedByTheVip(Way way) throws Exception {
        try (var service = way.service(way.server())) {
            expect(NETWORK.explain(way.task()), Reply.REFUSED, Reply.EXPECTED);
            assertThat(service.connections()).isLessThan(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedServiceIsRefusedByBoth(Way way) throws Exception {
        expect(NETWORK.explain(way.task()), Reply.REFUSED, Reply.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void filteredRealAddressLeavesTheVip(Way way) throws Exception {
        NETWORK.nft(NETWORK.far(), """
                table inet fault {
                    chain c {
                        type filter hook input priority 0;
                        ip daddr 10.10.10.1 meta l4proto { tcp, udp } drop
                        ip6 daddr 2001:db8:10:10::1 meta l4proto { tcp, udp } drop
                    }
                }
                """);

        expect(explainWithServicesEverywhere(way), Reply.EXPECTED, Reply.NOTHING);
    }

    @ParameterizedTest
    @EnumSource
    void prohibitedByARouterIsToldWithItsAddress(Way way) throws Exception {
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook forward priority 0;
                        oifname "far" reject with icmpx admin-prohibited
                    }
                }
                """);

        Explanation seen = NETWORK.explain(way.task());

        expect(seen, Reply.PROHIBITED, Reply.PROHIBITED);
        assertThat(seen.marked().detail())
                .isEqualTo("administratively prohibited from " + (way.v4 ? "10.10.0.254" : "2001:db8:10::fe"));
    }

    @ParameterizedTest
    @EnumSource
    void linkThatIsDownAnswersNeither(Way way) throws Exception {
        NETWORK.nft(NETWORK.far(), """
                table inet fault {
                    chain c {
                        type filter hook prerouting priority -400;
                        meta nfproto { ipv4, ipv6 } drop
                    }
                }
                """);

        expect(NETWORK.explain(way.task()), Reply.NOTHING, Reply.NOTHING);
    }

    private static Explanation explainWithServicesEverywhere(Way way) throws Exception {
        try (var atVip = way.service(way.vip());
                var atOther = way.service(way.otherVip());
                var atServer = way.service(way.server())) {
            Explanation explanation = NETWORK.explain(way.task());
            assertThat(atVip.connections() + atOther.connections() + atServer.connections())
                    .as("sockets that an application saw")
                    .isLessThan(3);
            return explanation;
        }
    }

    private static void expect(Explanation seen, Reply marked, Reply unmarked) {
        assertThat(List.of(seen.marked().reply(), seen.unmarked().reply()))
                .as(seen.marked().detail() + "; unmarked: " + seen.unmarked().detail())
                .containsExactly(marked, unmarked);
    }
}
