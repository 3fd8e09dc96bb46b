// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.Flow;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameHeadersTest {
    private static final String MACS = "020000000001020000000002";
    private static final String TCP_V4 = "0800" + "45280028123400003f06" + "0000" + "cb007107" + "c000020a";
    private static final String SEGMENT = "9c400050" + "0102030400000000" + "5002ffff" + "00000000";
    private static final String UDP_V6 = "86dd" + "62800000" + "0008" + "11" + "3f" + "20010db8000000000000000000000007"
            + "20010db8011500000000000000000100";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0800 45280028123400003f060000cb007107c000020a9c40005001020304000000005002ffff00000000\
             | 203.0.113.7:40000 > 192.0.2.10:80 tcp SYN, ttl 63, dscp 10, to 02:00:00:00:00:01
            0800 45280028123400003f060000cb007107c000020a9c40005001020304000000005012ffff00000000\
             | 203.0.113.7:40000 > 192.0.2.10:80 tcp SYN+ACK, ttl 63, dscp 10, to 02:00:00:00:00:01
            0800 4500001c1234200040110000cb007107c000020a9c40003500080000\
             | 203.0.113.7:40000 > 192.0.2.10:53 udp, ttl 64, dscp 0, fragment at 0, to 02:00:00:00:00:01
            0800 4500001c123400b940110000cb007107c000020a9c40003500080000\
             | 203.0.113.7 > 192.0.2.10 udp, ttl 64, dscp 0, fragment at 1480, to 02:00:00:00:00:01
            0800 4500001c1234000040010000cb007107c000020a0800000000000000\
             | 203.0.113.7 > 192.0.2.10 icmp type 8 code 0, ttl 64, dscp 0, to 02:00:00:00:00:01
            0800 4500001c12340000402f0000cb007107c000020a0800000000000000\
             | 203.0.113.7 > 192.0.2.10 protocol 47, ttl 64, dscp 0, to 02:00:00:00:00:01
            8100 0064 0800 4500001c12340000402f0000cb007107c000020a0800000000000000\
             | 203.0.113.7 > 192.0.2.10 protocol 47, ttl 64, dscp 0, to 02:00:00:00:00:01, vlan 100
            0806 0001 | type 0x0806, not readable, to 02:00:00:00:00:01
            0800 4500 | type 0x0800, not readable, to 02:00:00:00:00:01
            """)
    void oneLineTellsTheHeaders(String frame, String text) {
        assertThat(headers(frame.replace(" ", "")).text()).isEqualTo(text);
    }

    @Test
    void bothVersionsInATunnelAreRead() {
        String outer = "0800" + "45000030123400004004" + "0000" + "0a0a000b" + "0a0a0a01";
        String inner = (TCP_V4 + SEGMENT).substring(4);

        assertThat(headers(outer + inner).text())
                .isEqualTo("10.10.0.11 > 10.10.10.1 tunnel [203.0.113.7:40000 > 192.0.2.10:80 tcp SYN, ttl 63,"
                        + " dscp 10], ttl 64, dscp 0, to 02:00:00:00:00:01");
        assertThat(headers(UDP_V6 + "9c40003500080000").text())
                .isEqualTo("[2001:db8::7]:40000 > [2001:db8:115::100]:53 udp, hop limit 63, dscp 10,"
                        + " to 02:00:00:00:00:01");
    }

    @Test
    void flowIsThatOfPortsAndAddresses() {
        VirtualService service = new VirtualService(IpAddress.parse("192.0.2.10"), Protocol.TCP, 80);

        assertThat(headers(TCP_V4 + SEGMENT).flow())
                .contains(new Flow(IpAddress.parse("203.0.113.7"), 40_000, service));
        assertThat(headers("08064500").flow()).isEmpty();
    }

    @Test
    void anyBytesGiveALine() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("FrameHeadersTest: -Dbaro.seed=" + seed);
        Random random = new Random(seed);
        byte[][] types = {{8, 0}, {(byte) 0x86, (byte) 0xdd}, {(byte) 0x81, 0}, {(byte) 0x88, (byte) 0xa8}};
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = new byte[14 + random.nextInt(120)];
            random.nextBytes(frame);
            System.arraycopy(types[random.nextInt(types.length)], 0, frame, 12, 2);

            assertThat(FrameHeaders.of(frame).text()).isNotBlank();
        }
    }

    private static FrameHeaders headers(String behindMacs) {
        return FrameHeaders.of(HexFormat.of().parseHex(MACS + behindMacs));
    }
}
