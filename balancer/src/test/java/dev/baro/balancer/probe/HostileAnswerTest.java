// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Servers that answer what no server should, over the real path: each probe ends in time with a reason.
@Tag("faults")
class HostileAnswerTest {
    private static final ApplicationCheck.Http GET = new ApplicationCheck.Http(false, "GET", "/", "", "200", false);
    private static final ApplicationCheck.Http TLS = new ApplicationCheck.Http(true, "GET", "/", "", "200", false);
    private static final ApplicationCheck.Http TEXT =
            new ApplicationCheck.Http(false, "GET", "/", "", "200", false, List.of(), "healthy");
    private static final byte[] BLOCK = "x".repeat(1 << 14).getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    private static final ProbedNetwork NETWORK = new ProbedNetwork("hostile");

    @Test
    void endlessHeadIsCutOff() throws Exception {
        ProbeResult result = probe(GET, client -> {
            say(client, "HTTP/1.1 200 OK\r\nX: ");
            forever(client);
        });

        expect(result, "a head of more than 16 KiB: HTTP/1.1 200 OK");
    }

    @Test
    void endlessBodyIsNotWaitedFor() throws Exception {
        ProbeResult result = probe(GET, client -> {
            say(client, "HTTP/1.1 200 OK\r\n\r\n");
            forever(client);
        });

        assertThat(result.detail()).isEqualTo("200 OK");
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
    }

    @Test
    void textIsLookedForInTheFirst64KiB() throws Exception {
        ProbeResult result = probe(TEXT, client -> {
            say(client, "HTTP/1.1 200 OK\r\n\r\n");
            forever(client);
        });

        expect(result, "200 OK, but without the text \"healthy\" in the first 64 KiB of body");
    }

    @Test
    void trickleEndsWithTheTimeout() throws Exception {
        ProbeResult result = probe(GET, client -> {
            for (int i = 0; i < 1000; i++) {
                say(client, "H");
                Thread.sleep(20);
                say(client, i == 0 ? "TTP/1.1 200 OK\r\nX: " : "y");
            }
        });

        assertThat(result.detail()).matches("an answer of \\d+ bytes with an incomplete head within 400 ms");
        assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
        assertThat(result.endedNs() - result.sentNs()).isBetween(390_000_000L, 600_000_000L);
    }

    @Test
    void silenceBehindTheHandshakeIsTheApplicationsFault() throws Exception {
        expect(probe(GET, client -> Thread.sleep(2000)), "connected, but no answer within 400 ms");
    }

    @Test
    void redirectIsNamedWithItsGoal() throws Exception {
        ProbeResult result =
                probe(GET, TestServer.answering("HTTP/1.1 302 Found\r\nLocation: https://login.example.com/\r\n\r\n"));

        expect(result, "302 Found to https://login.example.com/, expected 200");
    }

    @Test
    void otherProtocolIsNotAnHttpAnswer() throws Exception {
        expect(probe(GET, client -> say(client, "SSH-2.0-OpenSSH_9.2\r\n")), "not an HTTP answer: S");
    }

    @Test
    void closingWithoutAnAnswerIsTold() throws Exception {
        ProbeResult result = probe(GET, TestServer.answering(""));

        assertThat(result.detail()).isEqualTo("the connection was closed before an answer");
        assertThat(result.reply()).isEqualTo(Reply.CLOSED);
    }

    @Test
    void wrongStatusIsTold() throws Exception {
        expect(
                probe(GET, TestServer.answering("HTTP/1.1 503 Service Unavailable\r\n\r\n")),
                "503 Service Unavailable, expected 200");
    }

    @Test
    void resetBehindTheHandshakeIsAConnectionThatWasAcceptedAndClosed() throws Exception {
        ProbeResult result = probe(GET, client -> client.setSoLinger(true, 0));

        assertThat(result.detail()).isEqualTo("connected, then Connection reset");
        assertThat(result.reply()).isEqualTo(Reply.CLOSED);
    }

    @Test
    void plainTextWhereTlsIsExpectedIsTold() throws Exception {
        ProbeResult result = probe(TLS, client -> {
            say(client, "HTTP/1.1 400 Bad Request\r\n\r\n");
            Thread.sleep(200);
        });

        assertThat(result.detail())
                .isEqualTo("TLS: the server speaks HTTP without TLS on this port: HTTP/1.1 400 Bad Request");
        assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
    }

    @Test
    void anotherProtocolWhereTlsIsExpectedIsTold() throws Exception {
        expect(
                probe(TLS, client -> {
                    say(client, "SSH-2.0-OpenSSH_9.2\r\n");
                    Thread.sleep(200);
                }),
                "TLS: the server does not speak TLS on this port: SSH-2.0-OpenSSH_9.2..");
    }

    @Test
    void handshakeThatStallsEndsWithTheTimeout() throws Exception {
        expect(probe(TLS, client -> Thread.sleep(2000)), "connected, but no TLS handshake within 400 ms");
    }

    @Test
    void nonsenseOfChunksIsTold() throws Exception {
        expect(
                probe(TEXT, TestServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")),
                "200 OK, but a chunk with the invalid size zz");
    }

    @Test
    void textIsFoundAcrossChunks() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        ProbeResult result = probe(TEXT, client -> {
            TestServer.readHead(client);
            say(client, head);
            say(client, "4\r\nheal\r\n3\r\nthy\r\n0\r\n\r\n");
        });

        assertThat(result.detail()).isEqualTo("200 OK, text found");
        assertThat(result.reply()).isEqualTo(Reply.EXPECTED);
    }

    private static ProbeResult probe(ApplicationCheck.Http check, TestServer.Conversation conversation)
            throws Exception {
        try (var service = TestServer.tcp(NETWORK.far(), ProbeNetwork.VIP.toString(), 80, conversation)) {
            ProbeResult result = NETWORK.next(Probing.http(ProbeNetwork.FAR, ProbeNetwork.VIP, 80, check));
            assertThat(service.connections()).isPositive();
            return result;
        }
    }

    private static void expect(ProbeResult result, String detail) {
        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.reply()).isEqualTo(Reply.UNEXPECTED);
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void forever(Socket client) throws IOException {
        for (int i = 0; i < 100_000; i++) {
            client.getOutputStream().write(BLOCK);
        }
    }
}
