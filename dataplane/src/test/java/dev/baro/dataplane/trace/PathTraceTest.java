// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NeedsRoot
@Tag("program")
class PathTraceTest {
    private RouterChain chain;

    @BeforeEach
    void build() throws IOException {
        chain = new RouterChain();
    }

    @AfterEach
    void remove() throws IOException {
        chain.close();
    }

    @Test
    void seesTheMarkAtEveryRouterAndAtTheServer() throws IOException {
        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                1 10.99.1.2 10 EXPIRED
                2 10.99.2.2 10 EXPIRED
                3 10.99.3.2 10 ARRIVED
                """);
        assertThat(trace("2001:db8:99:3::2", 46)).isEqualTo("""
                1 2001:db8:99:1::2 46 EXPIRED
                2 2001:db8:99:2::2 46 EXPIRED
                3 2001:db8:99:3::2 46 ARRIVED
                """);
    }

    @Test
    void seesWhereARouterReMarksOnItsWayIn() throws IOException {
        chain.nft("r2", "prerouting", "ip dscp 10 ip dscp set 2; ip6 dscp 10 ip6 dscp set 0;");

        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                1 10.99.1.2 10 EXPIRED
                2 10.99.2.2 2 EXPIRED
                3 10.99.3.2 2 ARRIVED
                """);
        assertThat(trace("2001:db8:99:3::2", 10)).isEqualTo("""
                1 2001:db8:99:1::2 10 EXPIRED
                2 2001:db8:99:2::2 0 EXPIRED
                3 2001:db8:99:3::2 0 ARRIVED
                """);
    }

    @Test
    void seesAReMarkOnTheWayOutAtTheNextHop() throws IOException {
        chain.nft("r1", "postrouting", "ip dscp 10 ip dscp set cs1;");

        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                1 10.99.1.2 10 EXPIRED
                2 10.99.2.2 8 EXPIRED
                3 10.99.3.2 8 ARRIVED
                """);
    }

    @Test
    void aSilentServerLeavesTheRouters() throws IOException {
        chain.nft("server", "prerouting", "udp dport 33434 drop;");

        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                1 10.99.1.2 10 EXPIRED
                2 10.99.2.2 10 EXPIRED
                """);
    }

    @Test
    void aSilentRouterIsMissing() throws IOException {
        chain.nft("r1", "output", "icmp type time-exceeded drop;");

        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                2 10.99.2.2 10 EXPIRED
                3 10.99.3.2 10 ARRIVED
                """);
    }

    @Test
    void aFirewallThatRefusesIsNotTheServer() throws IOException {
        chain.nft("r2", "forward", "udp dport 33434 reject with icmpx type port-unreachable;");

        assertThat(trace("10.99.3.2", 10)).isEqualTo("""
                1 10.99.1.2 10 EXPIRED
                2 10.99.2.2 10 REFUSED
                """);
    }

    /// As a rule does that is not limited to the service's ports.
    @Test
    void aServerThatTakesTheProbeForTheVipHasStillSeenIt() throws IOException {
        chain.addressAtServer("203.0.113.10");
        chain.nft("server", "prerouting", "ip dscp 10 ip daddr 10.99.3.2 ip daddr set 203.0.113.10 notrack;");

        assertThat(trace("10.99.3.2", 10)).endsWith("3 203.0.113.10 10 ARRIVED\n");
    }

    @Test
    void noRouteIsSaidInOneSentence() throws IOException {
        assertThat(trace("192.0.2.1", 10))
                .isEqualTo("cannot trace the path: send to 192.0.2.1: network is unreachable (errno 101)\n");
    }

    private static String trace(String address, int dscp) throws IOException {
        return RouterChain.java(PathTraceMain.class, address, Integer.toString(dscp));
    }
}
