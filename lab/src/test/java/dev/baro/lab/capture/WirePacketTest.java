// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WirePacketTest {
    @Test
    void readsBothHeadersOfATunnelledPacket() {
        String line = "02:00:00:00:00:03\t10.10.0.11,203.0.113.10\t\t10.10.10.3,211.115.115.111\t\t0,0\t\t20200\t80"
                + "\t1,1\t1\t";

        assertThat(WirePacket.parse(line))
                .isEqualTo(new WirePacket(
                        "02:00:00:00:00:03",
                        List.of("10.10.0.11", "203.0.113.10"),
                        List.of("10.10.10.3", "211.115.115.111"),
                        0,
                        20200,
                        true));
    }

    @Test
    void findsTheClientsPortInAnAnswer() {
        String line = "02:00:00:00:00:09\t\t2001:db8:115::110\t\t2001:db8:203::10\t\t0\t80\t20100\t\t1\t";

        assertThat(WirePacket.parse(line).clientPort()).isEqualTo(20100);
    }

    @Test
    void isInvalidWithOneWrongChecksum() {
        String line = "02:00:00:00:00:03\t203.0.113.10\t\t10.10.10.1\t\t11\t\t20000\t80\t1\t0\t";

        assertThat(WirePacket.parse(line).valid()).isFalse();
    }

    @Test
    void takesBothZerosOfOnesComplementForRight() {
        String line = "02:00:00:00:00:03\t203.0.113.10\t\t10.10.10.1\t\t11\t\t20000\t80\t1\t0\t1";

        assertThat(WirePacket.parse(line).valid()).isTrue();
    }
}
