// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Octets;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Probes to a server on the balancer's own segment, by the methods that leave the packet as
/// the client sent it.
@Tag("program")
class MethodProbeTest {
    private static final ApplicationCheck.Http GET = new ApplicationCheck.Http(false, "GET", "/", "", "200", false);

    /// Of three full segments.
    private static final ApplicationCheck.Http LONG_GET = new ApplicationCheck.Http(
            false, "GET", "/", "", "200", false, List.of("X-Filler: " + "a".repeat(4000)), "");

    private static final ApplicationCheck PING = new ApplicationCheck.Udp(Octets.parse("ping"), Octets.parse("ping"));

    private static final String PINS = "baro-t-probe-near";

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("method");

    @BeforeAll
    static void withoutMarks() {
        NETWORK.nft(NETWORK.near(), "flush ruleset"); // neither method needs a mark
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void macReachesTheVipAtEveryLayer(boolean v4) throws Exception {
        everyLayer(ForwardingMethod.MAC, v4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ipipReachesTheVipAtEveryLayer(boolean v4) throws Exception {
        InNetwork.call(
                NETWORK.near(),
                () -> Decapsulator.apply(
                        PINS,
                        List.of("eth0"),
                        Set.of(ProbeNetwork.NEAR, ProbeNetwork.NEAR_V6),
                        Set.of(ProbeNetwork.VIP, ProbeNetwork.VIP_V6)));
        try {
            everyLayer(ForwardingMethod.IPIP, v4);
        } finally {
            boolean _ = Decapsulator.remove(PINS);
        }
    }

    /// Forwarding by these methods asks nobody where the server is: nothing but probes has the kernel ask.
    @ParameterizedTest
    @CsvSource({"MAC, true", "MAC, false", "IPIP, true", "IPIP, false"})
    void probesKeepTheNeighbourKnownOfAServerThatIsDownToo(ForwardingMethod method, boolean v4) throws Exception {
        IpAddress server = v4 ? ProbeNetwork.NEAR : ProbeNetwork.NEAR_V6;
        IpAddress vip = v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;
        NETWORK.nft(NETWORK.near(), """
                table inet fault {
                    chain c {
                        type filter hook input priority 0;
                        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                        drop
                    }
                }
                """);
        try {
            NETWORK.exec(NETWORK.lb(), "ip", "neigh", "flush", "to", server.toString(), "dev", "eth0");
            assertThat(neighbour(server)).doesNotContain("lladdr");

            ProbeResult result = NETWORK.next(Probing.by(method, Probing.echo(server, vip)));

            assertThat(result.reply()).isEqualTo(Reply.NOTHING);
            assertThat(neighbour(server)).contains("lladdr");
        } finally {
            NETWORK.nft(NETWORK.near(), "delete table inet fault");
        }
    }

    /// The probes' programs are on eth0; by eth1, probes go to the server's own address as they are.
    @ParameterizedTest
    @CsvSource({"MAC, 10.10.1.21", "MAC, 2001:db8:10:1::21", "IPIP, 10.10.1.21", "IPIP, 2001:db8:10:1::21"})
    void anAnswerByAnotherInterfaceProvesNothingOfTheVip(ForwardingMethod method, String address) throws Exception {
        IpAddress server = IpAddress.parse(address);
        IpAddress vip = server.isV4() ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;
        NETWORK.exec(
                NETWORK.lb(),
                "ip",
                "link",
                "add",
                "eth1",
                "type",
                "veth",
                "peer",
                "name",
                "eth1",
                "netns",
                NETWORK.near());
        end(NETWORK.lb(), "10.10.1.11/24", "2001:db8:10:1::11/64");
        end(NETWORK.near(), "10.10.1.21/24", "2001:db8:10:1::21/64");
        try (var _ = TestServer.tcp(NETWORK.near(), address, 80, TestServer.answering("HTTP/1.1 200 OK\r\n\r\n"));
                var _ = TestServer.udpEcho(NETWORK.near(), address, 9000)) {
            for (ProbeTask task : List.of(
                    Probing.echo(server, vip), Probing.tcp(server, vip, 80), Probing.udp(server, vip, 9000, PING))) {
                ProbeResult result = heard(Probing.by(method, task));

                assertThat(result.reply()).as(task.toString()).isEqualTo(Reply.UNREACHABLE);
                assertThat(result.detail())
                        .isEqualTo("the route to " + address + " uses an interface that is not one of this balancer's:"
                                + " ip route get " + address);
            }
        } finally {
            NETWORK.exec(NETWORK.lb(), "ip", "link", "del", "eth1");
        }
    }

    /// A link that has just come up may lose the first packets.
    private static ProbeResult heard(ProbeTask task) throws InterruptedException {
        ProbeResult result = NETWORK.next(task);
        for (int again = 0; again < 10 && result.reply() == Reply.NOTHING; again++) {
            result = NETWORK.next(task);
        }
        return result;
    }

    private static void end(String namespace, String v4, String v6) {
        NETWORK.exec(namespace, "ip", "addr", "add", v4, "dev", "eth1");
        NETWORK.exec(namespace, "ip", "addr", "add", v6, "dev", "eth1", "nodad");
        NETWORK.exec(namespace, "ip", "link", "set", "eth1", "up");
    }

    private static String neighbour(IpAddress server) {
        return NETWORK.exec(NETWORK.lb(), "ip", "neigh", "show", "to", server.toString(), "dev", "eth0");
    }

    private static void everyLayer(ForwardingMethod method, boolean v4) throws Exception {
        IpAddress server = v4 ? ProbeNetwork.NEAR : ProbeNetwork.NEAR_V6;
        IpAddress vip = v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6;

        pass(Probing.by(method, Probing.echo(server, vip)), "echo reply from " + vip);
        try (var web = TestServer.tcp(
                        NETWORK.near(), vip.toString(), 80, TestServer.answering("HTTP/1.1 200 OK\r\n\r\n"));
                var echo = TestServer.udpEcho(NETWORK.near(), vip.toString(), 9000)) {
            pass(Probing.by(method, Probing.tcp(server, vip, 80)), "SYN+ACK from " + vip);
            assertThat(web.connections()).isZero();
            pass(Probing.by(method, Probing.http(server, vip, 80, GET)), "200 OK");
            pass(Probing.by(method, Probing.http(server, vip, 80, LONG_GET)), "200 OK");
            pass(Probing.by(method, Probing.udp(server, vip, 9000, PING)), "4 bytes from " + vip);
            assertThat(echo.connections()).isZero();
        }
        ProbeResult closed = NETWORK.next(Probing.by(method, Probing.tcp(server, vip, 81)));
        assertThat(closed.reply()).isEqualTo(Reply.REFUSED);
    }

    private static void pass(ProbeTask task, String detail) throws Exception {
        ProbeResult result = NETWORK.next(task);

        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
    }
}
