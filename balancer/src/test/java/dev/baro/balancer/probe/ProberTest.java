// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Probes on a path that works, through real kernels.
@Tag("program")
class ProberTest {
    private static final ApplicationCheck.Http GET_OK = new ApplicationCheck.Http(false, "GET", "/", "", "200", false);
    private static final ApplicationCheck.Udp PING =
            new ApplicationCheck.Udp(Octets.parse("ping"), Octets.parse("ping"));

    private static final ApplicationCheck.Udp NOTHING_EXPECTED = new ApplicationCheck.Udp(Octets.NONE, Octets.NONE);

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("green");

    private static IpAddress server(boolean v4) {
        return v4 ? ProbeNetwork.FAR : ProbeNetwork.FAR_V6;
    }

    private static IpAddress vip(boolean v4) {
        return v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pingIsAnsweredByTheVip(boolean v4) throws Exception {
        ProbeResult result = NETWORK.next(Probing.echo(server(v4), vip(v4)));

        assertThat(result.detail()).isEqualTo("echo reply from " + vip(v4));
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handshakeIsAnsweredByTheVipAndTheServerKeepsNoSocket(boolean v4) throws Exception {
        try (var service = TestServer.tcp(NETWORK.far(), vip(v4).toString(), 80, client -> {})) {
            ProbeResult result = NETWORK.next(Probing.tcp(server(v4), vip(v4), 80));

            assertThat(result.detail()).isEqualTo("SYN+ACK from " + vip(v4));
            assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
            assertThat(service.connections()).isZero();
            // The RST is on its way when the result is there.
            String sockets = Eventually.see(
                    () -> NETWORK.exec(NETWORK.far(), "ss", "-Htan", "sport", "=", ":80"),
                    text -> text.lines().count() == 1);
            assertThat(sockets).contains("LISTEN").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestIsAnsweredByTheVip(boolean v4) throws Exception {
        try (var service = TestServer.tcp(
                NETWORK.far(),
                vip(v4).toString(),
                80,
                TestServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            ProbeResult result = NETWORK.next(Probing.http(server(v4), vip(v4), 80, GET_OK));

            assertThat(result.detail()).isEqualTo("200 OK");
            assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
            assertThat(service.connections()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datagramIsAnsweredByTheVip(boolean v4) throws Exception {
        try (var service = TestServer.udpEcho(NETWORK.far(), vip(v4).toString(), 9000)) {
            ProbeResult result = NETWORK.next(Probing.udp(server(v4), vip(v4), 9000, PING));

            assertThat(result.detail()).isEqualTo("4 bytes from " + vip(v4));
            assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
            assertThat(service.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closedPortIsToldOfAnEmptyDatagramToo(boolean v4) throws Exception {
        ProbeResult result = NETWORK.next(Probing.udp(server(v4), vip(v4), 9001, NOTHING_EXPECTED));

        assertThat(result.detail()).isEqualTo("port unreachable from " + vip(v4));
        assertThat(result.reply()).isEqualTo(Reply.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openPortThatAnswersNothingPasses(boolean v4) throws Exception {
        try (var service = TestServer.udpEcho(NETWORK.far(), vip(v4).toString(), 9002)) {
            ProbeResult result = NETWORK.next(Probing.udp(server(v4), vip(v4), 9002, NOTHING_EXPECTED));

            assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
            assertThat(service.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neighbourOnTheSegmentSaysWhereItIs(boolean v4) throws Exception {
        IpAddress near = v4 ? ProbeNetwork.NEAR : ProbeNetwork.NEAR_V6;

        ProbeResult result = NETWORK.next(Probing.neighbour(near));

        assertThat(result.detail()).matches(near + " is at ([0-9a-f]{2}:){5}[0-9a-f]{2}");
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
        assertThat(NETWORK.next(Probing.neighbour(near)).reply()).isEqualTo(Reply.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.10.0.77", "2001:db8:10::77"})
    void absentNeighbourIsSilent(String address) throws Exception {
        ProbeResult result = NETWORK.next(Probing.neighbour(IpAddress.parse(address)));

        assertThat(result.reply()).isEqualTo(Reply.NOTHING);
        assertThat(result.detail()).startsWith("no host answered for " + address + " within");
    }

    @Test
    void neighbourThatHasGoneIsNotTakenForThere() throws Exception {
        assertThat(NETWORK.next(Probing.neighbour(ProbeNetwork.NEAR)).reply()).isEqualTo(Reply.EXPECTED);
        NETWORK.nft(NETWORK.near(), "table arp fault { chain c { type filter hook input priority 0; drop; }; }");
        try {
            assertThat(NETWORK.next(Probing.neighbour(ProbeNetwork.NEAR)).reply())
                    .isEqualTo(Reply.NOTHING);
        } finally {
            NETWORK.nft(NETWORK.near(), "delete table arp fault");
            NETWORK.exec(NETWORK.lb(), "ip", "neigh", "flush", "dev", "eth0"); // the kernel asks once a second
        }
    }

    @Test
    void hurriedTargetIsProbedNow() throws Exception {
        assertThat(NETWORK.hurried(Probing.echo(ProbeNetwork.FAR, ProbeNetwork.VIP)))
                .extracting(ProbeResult::reply)
                .containsExactly(Reply.EXPECTED, Reply.EXPECTED, Reply.EXPECTED);
    }

    @Test
    void farServerIsSaidToBeBehindItsNextHop() throws Exception {
        assertThat(NETWORK.next(Probing.neighbour(ProbeNetwork.FAR)).detail())
                .startsWith("next hop 10.10.0.254 is at ");
    }

    @Test
    void nothingIsLeftInTheKernelOnceItIsClosed() {
        long before = programs();

        Probing again = Probing.on(NETWORK.network());

        assertThat(programs()).isEqualTo(before + 1);
        again.close();
        assertThat(programs()).isEqualTo(before);
    }

    private static long programs() {
        return NETWORK.exec(NETWORK.lb(), "bpftool", "prog", "show", "name", "baro_probe_in")
                .lines()
                .filter(line -> line.contains("name baro_probe_in"))
                .count();
    }
}
