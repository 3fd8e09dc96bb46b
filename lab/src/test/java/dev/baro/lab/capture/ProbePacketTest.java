// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbePacketTest {
    @Test
    void readsASynOverIpv4() {
        ProbePacket packet = ProbePacket.parse("0.250\t10.10.0.11\t\t10.10.10.1\t\t10\t\t40000\t80\t0x00c2\t\t");

        assertThat(packet).isEqualTo(new ProbePacket(0.25, "10.10.0.11", "10.10.10.1", 10, 40000, 80, "S", "", ""));
        assertThat(packet.clientPort("10.10.0.11")).isEqualTo(40000);
    }

    @Test
    void readsAnAnswerOverIpv6() {
        ProbePacket packet =
                ProbePacket.parse("1.5\t\t2001:db8:115::100\t\t2001:db8:10::11\t\t0\t80\t40000\t0x0018\t\t200");

        assertThat(packet.source()).isEqualTo("2001:db8:115::100");
        assertThat(packet.flags()).isEqualTo("A");
        assertThat(packet.status()).isEqualTo("200");
        assertThat(packet.clientPort("2001:db8:10::11")).isEqualTo(40000);
    }

    @Test
    void aResetIsAResetWithOrWithoutAck() {
        assertThat(ProbePacket.parse("0\ta\t\tb\t\t0\t\t1\t2\t0x0014\t\t").flags())
                .isEqualTo("R");
        assertThat(ProbePacket.parse("0\ta\t\tb\t\t0\t\t1\t2\t0x0004\t\t").flags())
                .isEqualTo("R");
    }
}
