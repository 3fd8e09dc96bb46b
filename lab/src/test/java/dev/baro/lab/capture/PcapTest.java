// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.lab.network.LabException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PcapTest {
    private static final String FILE_HEADER = "d4c3b2a1 02000400 00000000 00000000 60000000 01000000";
    private static final String RECORD_HEADER = "00000000 00000000 36000000 36000000";
    private static final String ETHERNET = "020000000002 020000000001 0800";
    /// DSCP 10 and ECN 2, id 0x1234, 203.0.113.10 to 10.10.10.1.
    private static final String IPV4 = "452a 0028 1234 4000 3b06 0000 cb00710a 0a0a0a01";
    /// Port 51544 to 443, sequence 0xfffffffe, acknowledgement 1.
    private static final String TCP = "c958 01bb fffffffe 00000001 5010 0040 0000 0000";

    @Test
    void readsTheHeadersOfATcpPacket() {
        byte[] file = bytes(FILE_HEADER + RECORD_HEADER + ETHERNET + IPV4 + TCP);

        assertThat(Pcap.parse(file))
                .containsExactly(new Packet(
                        Packet.address("203.0.113.10"),
                        Packet.address("10.10.10.1"),
                        10,
                        2,
                        0x1234,
                        51_544,
                        443,
                        4_294_967_294L,
                        1));
    }

    @Test
    void leavesOutWhatIsNotIpv4Tcp() {
        String arp = "020000000002 020000000001 0806" + "00".repeat(40);

        assertThat(Pcap.parse(bytes(FILE_HEADER + RECORD_HEADER + arp))).isEmpty();
    }

    @Test
    void leavesOutARecordThatWasCutOff() {
        byte[] file = bytes(FILE_HEADER + RECORD_HEADER + ETHERNET + IPV4 + TCP);

        assertThat(Pcap.parse(Arrays.copyOf(file, file.length - 1))).isEmpty();
    }

    @Test
    void refusesAnotherFormat() {
        assertThatThrownBy(() -> Pcap.parse(new byte[24]))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("not a little-endian pcap file");
    }

    @Test
    void survivesAnyBytesAfterTheHeader() {
        Random random = new Random(5150);
        byte[] file = bytes(FILE_HEADER + RECORD_HEADER + ETHERNET + IPV4 + TCP);

        for (int round = 0; round < 10_000; round++) {
            byte[] broken = file.clone();
            broken[24 + random.nextInt(file.length - 24)] = (byte) random.nextInt();
            assertThat(Pcap.parse(broken)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
