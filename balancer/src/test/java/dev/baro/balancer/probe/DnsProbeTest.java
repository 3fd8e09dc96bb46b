// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// DNS checks against a real DNS server on the clients' way, over UDP and TCP, IPv4 and IPv6.
class DnsProbeTest {
    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("dns");

    private static @Nullable DnsServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = DnsServer.start(NETWORK.far(), directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP,true", "UDP,false", "TCP,true", "TCP,false"})
    void anAnswerPassesAndAFailureIsNamed(Protocol protocol, boolean v4) throws Exception {
        assertThat(probe(protocol, v4, check("www.good.example", "A")))
                .extracting(ProbeResult::reply, ProbeResult::detail)
                .containsExactly(Reply.EXPECTED, "answered NOERROR, 1 record");
        assertThat(probe(protocol, v4, check("WWW.Good.Example.", "AAAA")).detail())
                .isEqualTo("answered NOERROR, 1 record");
        assertThat(probe(protocol, v4, check("www.broken.example", "A")))
                .extracting(ProbeResult::reply, ProbeResult::detail)
                .containsExactly(Reply.UNEXPECTED, "answered SERVFAIL, expected NOERROR");
        assertThat(probe(protocol, v4, check("refused.example", "A")).detail())
                .isEqualTo("answered REFUSED, expected NOERROR");
        assertThat(probe(protocol, v4, check("none.good.example", "A")).detail())
                .isEqualTo("answered NXDOMAIN, expected NOERROR");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void anotherCodeMayBeExpected(Protocol protocol) throws Exception {
        ApplicationCheck.Dns either = new ApplicationCheck.Dns("none.good.example", "A", "NOERROR,NXDOMAIN", false);

        assertThat(probe(protocol, true, either).reply()).isEqualTo(Reply.EXPECTED);
    }

    @Test
    void aLongAnswerIsTruncatedOverUdpAndWholeOverTcp() throws Exception {
        ApplicationCheck.Dns text = check("www.good.example", "TXT");

        assertThat(probe(Protocol.UDP, true, text))
                .extracting(ProbeResult::reply, ProbeResult::detail)
                .satisfies(seen -> assertThat(seen.getFirst()).isEqualTo(Reply.EXPECTED))
                .satisfies(seen -> assertThat(seen.getLast().toString()).endsWith(", truncated"));
        assertThat(probe(Protocol.TCP, true, text).detail()).isEqualTo("answered NOERROR, 3 records");
    }

    @Test
    void whatOnlySendsBackIsNoDnsServer() throws Exception {
        try (var echo = TestServer.udpEcho(NETWORK.near(), ProbeNetwork.VIP.toString(), 53)) {
            ProbeResult result = NETWORK.next(
                    Probing.dns(ProbeNetwork.NEAR, ProbeNetwork.VIP, Protocol.UDP, check("www.good.example", "A")));

            assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
            assertThat(result.detail()).isEqualTo("a DNS message that is not an answer to a query");
            assertThat(echo.connections()).isZero();
        }
    }

    @Test
    void anotherProtocolOnTheConnectionIsTold() throws Exception {
        assertThat(near(client ->
                        client.getOutputStream().write("HTTP/1.1 400\r\n".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("the connection was closed after 14 bytes of an answer");
        assertThat(near(client -> {})).isEqualTo("the connection was closed before an answer");
        assertThat(near(client -> Thread.sleep(2_000))).isEqualTo("connected, but no answer within 400 ms");
    }

    @Test
    void aClosedPortIsRefusedAndASilentOneSilent() throws Exception {
        ApplicationCheck.Dns check = check("www.good.example", "A");

        assertThat(NETWORK.next(Probing.dns(ProbeNetwork.NEAR, ProbeNetwork.VIP, Protocol.UDP, check))
                        .reply())
                .isEqualTo(Reply.REFUSED);
        NETWORK.nft(
                NETWORK.near(),
                "table inet fault { chain c { type filter hook input priority 0; udp dport 53 drop; }; }");
        try {
            assertThat(NETWORK.next(Probing.dns(ProbeNetwork.NEAR, ProbeNetwork.VIP, Protocol.UDP, check)))
                    .extracting(ProbeResult::reply, ProbeResult::detail)
                    .containsExactly(Reply.NOTHING, "no answer within 400 ms");
        } finally {
            NETWORK.nft(NETWORK.near(), "delete table inet fault");
        }
    }

    private static String near(TestServer.Conversation conversation) throws Exception {
        try (var service = TestServer.tcp(NETWORK.near(), ProbeNetwork.VIP.toString(), 53, conversation)) {
            ProbeResult result = NETWORK.next(
                    Probing.dns(ProbeNetwork.NEAR, ProbeNetwork.VIP, Protocol.TCP, check("www.good.example", "A")));
            assertThat(service.connections()).isPositive();
            assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
            return result.detail();
        }
    }

    private static ProbeResult probe(Protocol protocol, boolean v4, ApplicationCheck.Dns check) throws Exception {
        IpAddress far = v4 ? ProbeNetwork.FAR : ProbeNetwork.FAR_V6;
        return NETWORK.next(Probing.dns(far, v4 ? ProbeNetwork.VIP : ProbeNetwork.VIP_V6, protocol, check));
    }

    private static ApplicationCheck.Dns check(String name, String type) {
        return new ApplicationCheck.Dns(name, type, "NOERROR", true);
    }
}
