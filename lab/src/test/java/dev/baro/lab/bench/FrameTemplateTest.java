// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTemplateTest {

    @ParameterizedTest
    @CsvSource({
        "TCP, 192.0.2.10, 62",
        "UDP, 192.0.2.10, 62",
        "FIRST_FRAGMENT, 192.0.2.10, 62",
        "ICMP_ERROR, 192.0.2.10, 70",
        "TCP, 2001:db8:a::10, 78",
        "LATER_FRAGMENT, 2001:db8:a::10, 78",
        "ICMP_ERROR, 2001:db8:a::10, 118"
    })
    void frameIsAsLongAsItsDriverWrites(Traffic.Kind kind, String vip, int bytes) {
        FrameTemplate template = FrameTemplate.of(Traffic.of(kind, IpAddress.parse(vip), 1));

        assertThat(template.bytes()).hasSize(bytes);
        assertThat((bytes - 14) % 8).isZero();
    }

    @Test
    void whatVariesIsZeroAndTheRestIsThere() {
        FrameTemplate template = FrameTemplate.of(Traffic.tcp(IpAddress.parse("192.0.2.10"), Traffic.SYN, 1));

        assertThat(template.bytes()).startsWith(2, 0, 0, 0, 0, 1).containsSequence(0xcb, 0, 0, 0, 192, 0, 0, 0);
        assertThat(template.bytes()[14 + 20 + 13]).isEqualTo((byte) Traffic.SYN);
    }

    @Test
    void sumsAreThoseOfTheFrame() {
        FrameTemplate template = FrameTemplate.of(Traffic.udp(IpAddress.parse("192.0.2.10"), 1));

        // 4500 0030 1234 4000 4011 0000 cb00 0000 c000 0000
        assertThat(template.ipSum()).isEqualTo(0x4500 + 0x30 + 0x1234 + 0x4000 + 0x4011 + 0xcb00 + 0xc000);
        // port 80, length 28 twice (pseudo header), protocol 17, addresses
        assertThat(template.l4Sum()).isEqualTo(FrameTemplate.fold(80 + 28 + 28 + 17 + 0xcb00 + 0xc000));
    }
}
