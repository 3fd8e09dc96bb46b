// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.sync.SyncMessage.Again;
import dev.baro.balancer.sync.SyncMessage.Batch;
import dev.baro.balancer.sync.SyncMessage.Entry;
import dev.baro.balancer.sync.SyncMessage.Receipt;
import dev.baro.balancer.sync.SyncMessage.Verdict;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.Told;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What one balancer writes, another reads; what nobody wrote is refused.
class SyncMessageTest {
    private static final Batch BATCH = new Batch(
            -1,
            7,
            0x8000_0000_0000_0001L,
            SyncMessage.ALGORITHM,
            18,
            true,
            List.of(
                    name("203.0.113.1", Protocol.TCP, 80, "10.0.0.1"),
                    name("2001:db8::1", Protocol.UDP, 65_535, "2001:db8::2")),
            List.of(
                    new Entry(-5, 0, 8_000, Told.Kind.LIVES),
                    new Entry(5, 1, 0, Told.Kind.ENDS),
                    new Entry(1L << 63, 1, 65_535, Told.Kind.COPY)));

    static Stream<SyncMessage> all() {
        return Stream.of(BATCH, new Receipt(1, -2, Verdict.OTHER_TABLE), new Again());
    }

    @ParameterizedTest
    @MethodSource("all")
    void comesBackAsItWas(SyncMessage message) {
        assertThat(SyncMessage.isOne(message.octets())).isTrue();
        assertThat(SyncMessage.read(message.octets())).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("all")
    void cutOffIsRefused(SyncMessage message) {
        byte[] octets = message.octets();
        for (int length = 0; length < octets.length; length++) {
            byte[] part = Arrays.copyOf(octets, length);
            assertThatThrownBy(() -> SyncMessage.read(part)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Whatever octets a peer sends, they are read or refused, and never another exception.
    @Test
    void anyOctetMayBeWrong() {
        byte[] octets = BATCH.octets();
        for (int i = 0; i < octets.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] wrong = octets.clone();
                wrong[i] ^= (byte) (1 << bit);
                try {
                    assertThat(SyncMessage.read(wrong)).isNotEqualTo(BATCH);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageMatching(".+");
                }
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] octets = new Again().octets();
        octets[1]++;

        assertThatThrownBy(() -> SyncMessage.read(octets)).hasMessageContaining("of another version");
    }

    @Test
    void noTextOfAPeerIsOne() {
        assertThat(SyncMessage.isOne("{\"name\": \"lb-a1\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(SyncMessage.isOne(new byte[0])).isFalse();
    }

    private static Directory.Name name(String vip, Protocol protocol, int port, String server) {
        return new Directory.Name(new VirtualService(IpAddress.parse(vip), protocol, port), IpAddress.parse(server));
    }
}
