// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTest {
    @Test
    void readsABodyOfKnownLength() throws IOException {
        Response response = Response.of(octets("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n가나"));

        assertThat(response).isEqualTo(new Response(200, "OK", "가나"));
    }

    @Test
    void joinsChunks() throws IOException {
        String text =
                "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n";

        assertThat(Response.of(octets(text))).isEqualTo(new Response(404, "Not Found", "abc0123456789"));
    }

    @Test
    void takesAllWhereNoLengthIsSaid() throws IOException {
        assertThat(Response.of(octets("HTTP/1.1 200\r\nServer: x\r\n\r\nto the end")))
                .isEqualTo(new Response(200, "", "to the end"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            })
    void isWholeWithItsLastOctetAndNotBefore(String text) throws IOException {
        byte[] octets = octets(text);

        assertThat(Response.mayBeWhole(octets, octets.length)).isTrue();
        for (int length = 0; length < octets.length; length++) {
            assertThat(Response.mayBeWhole(octets, length))
                    .as("of %d octets", length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Len",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nabc\r\n0\r\n\r\n"
            })
    void refusesHalfAnAnswer(String text) {
        assertThatThrownBy(() -> Response.of(octets(text)))
                .isInstanceOf(IOException.class)
                .hasMessage("the answer broke off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 no\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String text) {
        assertThatThrownBy(() -> Response.of(octets(text)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("what answers does not speak HTTP");
    }

    @Test
    void anyOctetsAreAnAnswerOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] answer = octets("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = answer.clone();
            for (int change = 0; change < 3; change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Response.of(changed).status()).as("seed " + seed).isBetween(0, 999);
            } catch (IOException e) {
                assertThat(e).as("seed " + seed).hasMessageMatching("what answers.*|the answer broke off");
            }
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
