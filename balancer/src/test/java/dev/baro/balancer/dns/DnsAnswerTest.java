// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.ApplicationCheck;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Messages as octets; a real server answers in the tests of the prober.
class DnsAnswerTest {
    private static final ApplicationCheck.Dns CHECK = new ApplicationCheck.Dns("Www.example.com", "A", "NOERROR", true);
    private static final DnsQuery QUERY = DnsQuery.of(CHECK, 0x1234);
    private static final String QUESTION = "03777777 076578616d706c65 03636f6d 00 0001 0001";

    @Test
    void aQueryHasAHeaderAndOneQuestion() {
        assertThat(hex(QUERY.datagram()))
                .isEqualTo(hex("1234 0100 0001 0000 0000 0000 03577777 " + "076578616d706c65 03636f6d 00 0001 0001"));
        assertThat(hex(DnsQuery.of(new ApplicationCheck.Dns(".", "SOA", "NOERROR", false), -1)
                        .segment()))
                .isEqualTo(hex("0011 ffff 0000 0001 0000 0000 0000 00 0006 0001"));
        assertThat(DnsQuery.of(new ApplicationCheck.Dns("a.b.", "AAAA", "NOERROR", true), 1))
                .isEqualTo(DnsQuery.of(new ApplicationCheck.Dns("a.b", "AAAA", "NOERROR", true), 1));
    }

    @Test
    void theExpectedCodeForTheQuestionPasses() {
        assertThat(judged("1234 8180 0001 0002 0000 0000 " + QUESTION + " c00c"))
                .isEqualTo(new DnsAnswer(true, "answered NOERROR, 2 records"));
        assertThat(judged("1234 8380 0001 0000 0000 0000 " + QUESTION))
                .isEqualTo(new DnsAnswer(true, "answered NOERROR, 0 records, truncated"));
    }

    @Test
    void anotherCodeFailsByItsName() {
        assertThat(judged("1234 8182 0001 0000 0000 0000 " + QUESTION).words())
                .isEqualTo("answered SERVFAIL, expected NOERROR");
        assertThat(judged("1234 8185 0000 0000 0000 0000").words()).isEqualTo("answered REFUSED, expected NOERROR");
        assertThat(judged("1234 818f 0000 0000 0000 0000").words()).isEqualTo("answered RCODE 15, expected NOERROR");
        assertThat(DnsAnswer.of(QUERY, bytes("1234 8183 0001 0000 0000 0000 " + QUESTION), "NOERROR,NXDOMAIN")
                        .passed())
                .isTrue();
    }

    @Test
    void whatIsNoAnswerToTheQueryFails() {
        assertThat(judged("").words()).isEqualTo("not a DNS message: 0 bytes, but the header alone needs 12");
        assertThat(judged("1234 8180 0001 0000 0000").words())
                .isEqualTo("not a DNS message: 10 bytes, but the header alone needs 12");
        assertThat(judged("1235 8180 0001 0001 0000 0000 " + QUESTION).words())
                .isEqualTo("an answer to another query: id 4661 instead of 4660");
        assertThat(judged("1234 0100 0001 0000 0000 0000 " + QUESTION).words())
                .isEqualTo("a DNS message that is not an answer to a query");
        assertThat(judged("1234 a180 0001 0000 0000 0000 " + QUESTION).words())
                .isEqualTo("a DNS message that is not an answer to a query");
        assertThat(judged("1234 8180 0000 0000 0000 0000").words()).isEqualTo("answered NOERROR to another question");
        assertThat(judged("1234 8180 0001 0001 0000 0000 03777777").words())
                .isEqualTo("answered NOERROR to another question");
        assertThat(judged("1234 8180 0001 0001 0000 0000 " + QUESTION.replace("0001 0001", "001c 0001"))
                        .words())
                .isEqualTo("answered NOERROR to another question");
    }

    @Test
    void anyOctetsAreJudged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(40)];
            random.nextBytes(octets);
            assertThat(DnsAnswer.of(QUERY, ByteBuffer.wrap(octets), "NOERROR").words())
                    .as("seed " + seed)
                    .isNotEmpty();
        }
    }

    @Test
    void aConnectionBringsItInAnyPieces() {
        DnsCheck check = DnsCheck.of(CHECK, new Random(1));
        ByteBuffer answer = check.segment();
        answer.put(4, (byte) 0x81).put(5, (byte) 0x80);

        while (answer.remaining() > 1) {
            assertThat(check.take(ByteBuffer.wrap(new byte[] {answer.get()}))).isEmpty();
        }

        assertThat(check.take(answer)).contains(new DnsAnswer(true, "answered NOERROR, 0 records"));
    }

    private static DnsAnswer judged(String octets) {
        return DnsAnswer.of(QUERY, bytes(octets), "NOERROR");
    }

    private static ByteBuffer bytes(String octets) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex(octets)));
    }

    private static String hex(String octets) {
        return octets.replace(" ", "");
    }

    private static String hex(ByteBuffer message) {
        byte[] octets = new byte[message.remaining()];
        message.get(octets);
        return HexFormat.of().formatHex(octets);
    }
}
