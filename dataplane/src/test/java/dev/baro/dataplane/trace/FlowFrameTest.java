// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.trace.FlowFrame.Kind;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Frames compared with ones whose checksums another program has computed.
class FlowFrameTest {
    private static final List<Byte> MAC = List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
    private static final IpAddress CLIENT = IpAddress.parse("203.0.113.7");
    private static final IpAddress VIP = IpAddress.parse("192.0.2.10");
    private static final IpAddress CLIENT_V6 = IpAddress.parse("2001:db8::7");
    private static final IpAddress VIP_V6 = IpAddress.parse("2001:db8:115::100");
    private static final String MACS = "020000000001" + "00005e005301";

    @Test
    void eachKindHasItsHeadersAndChecksums() {
        assertThat(hex(new FlowFrame(Kind.SYN, CLIENT, 40_000, VIP, 80, 0)))
                .isEqualTo(MACS + "0800" + "450000280000400040063cbecb007107c000020a"
                        + "9c40005000000000000000005002ffff15400000");
        assertThat(hex(new FlowFrame(Kind.ACK, CLIENT, 40_000, VIP, 80, 0xfc000000)))
                .isEqualTo(MACS + "0800" + "450000280000400040063cbecb007107c000020a"
                        + "9c400050fc000000000000015010ffff19300000");
        assertThat(hex(new FlowFrame(Kind.DATAGRAM, CLIENT, 40_000, VIP, 53, 0)))
                .isEqualTo(MACS + "0800" + "4500001c0000400040113cbfcb007107c000020a" + "9c40003500086556");
        assertThat(hex(new FlowFrame(Kind.SYN, CLIENT_V6, 40_000, VIP_V6, 80, 0)))
                .isEqualTo(MACS + "86dd"
                        + "600000000014064020010db800000000000000000000000720010db8011500000000000000000100"
                        + "9c40005000000000000000005002ffffb5c40000");
        assertThat(hex(new FlowFrame(Kind.DATAGRAM, CLIENT_V6, 40_000, VIP_V6, 53, 0)))
                .isEqualTo(MACS + "86dd"
                        + "600000000008114020010db800000000000000000000000720010db8011500000000000000000100"
                        + "9c400035000805db");
    }

    /// 0 in its place would say that there is none (RFC 768).
    @Test
    void aChecksumOfADatagramIsNeverZero() {
        assertThat(hex(new FlowFrame(Kind.DATAGRAM, CLIENT, 45_995, VIP, 20_000, 0)))
                .endsWith("4e20" + "0008" + "ffff");
    }

    @Test
    void refusesTwoVersions() {
        assertThatThrownBy(() -> new FlowFrame(Kind.SYN, CLIENT, 40_000, VIP_V6, 80, 0))
                .hasMessage("203.0.113.7 and 2001:db8:115::100 are of different IP versions");
    }

    private static String hex(FlowFrame frame) {
        return HexFormat.of().formatHex(frame.bytes(MAC));
    }
}
