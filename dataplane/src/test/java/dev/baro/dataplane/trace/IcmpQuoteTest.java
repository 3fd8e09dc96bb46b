// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IcmpQuoteTest {
    /// From 10.0.1.1: time exceeded; quoted: TOS 0x2a (DSCP 10, ECN 2), TTL 1, UDP 40000 to 33434, 9 bytes.
    private static final byte[] V4_EXPIRED = bytes("""
            45c0 0039 0000 0000 4001 0000 0a00 0101 0a00 0002
            0b00 0000 0000 0000
            452a 001d 1234 4000 0111 0000 0a00 0002 0a00 0302
            9c40 829a 0009 0000 00""");

    /// Port unreachable; quoted: traffic class 0xb9 (DSCP 46, ECN 1), hop limit 62, UDP 40000 to 33434, 10 bytes.
    private static final byte[] V6_UNREACHABLE = bytes("""
            0104 0000 0000 0000
            6b90 0000 000a 113e 2001 0db8 0000 0000 0000 0000 0000 0001 2001 0db8 0003 0000 0000 0000 0000 0002
            9c40 829a 000a 0000 0000""");

    @Test
    void readsWhatAnIpv4RouterQuotes() {
        assertThat(IcmpQuote.ofV4(V4_EXPIRED))
                .contains(new IcmpQuote(true, IpAddress.parse("10.0.3.2"), 10, 1, 40_000, 33_434, 9));
    }

    @Test
    void readsWhatAnIpv6HostQuotes() {
        assertThat(IcmpQuote.ofV6(V6_UNREACHABLE))
                .contains(new IcmpQuote(false, IpAddress.parse("2001:db8:3::2"), 46, 62, 40_000, 33_434, 10));
    }

    @Test
    void skipsTheOptionsOfBothIpv4Headers() {
        byte[] packet = bytes("""
                46c0 0039 0000 0000 4001 0000 0a00 0101 0a00 0002 0101 0101
                0b00 0000 0000 0000
                4628 001d 1234 4000 0111 0000 0a00 0002 0a00 0302 0101 0101
                9c40 829a 0009 0000 00""");

        assertThat(IcmpQuote.ofV4(packet))
                .contains(new IcmpQuote(true, IpAddress.parse("10.0.3.2"), 10, 1, 40_000, 33_434, 9));
    }

    @Test
    void isNotInterestedInOtherMessagesAndProtocols() {
        assertThat(IcmpQuote.ofV4(changed(V4_EXPIRED, 20, 5))).isEmpty();
        assertThat(IcmpQuote.ofV4(changed(V4_EXPIRED, 37, 6))).isEmpty();
        assertThat(IcmpQuote.ofV6(changed(V6_UNREACHABLE, 0, 2))).isEmpty();
        assertThat(IcmpQuote.ofV6(changed(V6_UNREACHABLE, 14, 6))).isEmpty();
    }

    @Test
    void takesNoTruncatedMessage() {
        for (int length = 0; length < 56; length++) {
            assertThat(IcmpQuote.ofV4(Arrays.copyOf(V4_EXPIRED, length))).isEmpty();
            assertThat(IcmpQuote.ofV6(Arrays.copyOf(V6_UNREACHABLE, length))).isEmpty();
        }
    }

    @Test
    void survivesAnyBytes() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            byte[] damaged = V4_EXPIRED.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();

            assertThat(IcmpQuote.ofV4(noise)).as("-Dbaro.seed=%d", seed).isNotNull();
            assertThat(IcmpQuote.ofV6(noise)).as("-Dbaro.seed=%d", seed).isNotNull();
            assertThat(IcmpQuote.ofV4(damaged)).as("-Dbaro.seed=%d", seed).isNotNull();
        }
    }

    private static byte[] changed(byte[] message, int offset, int value) {
        byte[] changed = message.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
}
