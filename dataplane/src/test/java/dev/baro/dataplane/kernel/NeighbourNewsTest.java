// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighbourNewsTest {
    private static final byte[] MAC = {2, 0, 0, 0, 0, 0x0b};

    @Test
    void gratuitousArpAsksForTheSendersOwnAddress() {
        byte[] frame = NeighbourNews.gratuitousArp(
                MAC, IpAddress.parse("203.0.113.100").bytes());

        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo("ffffffffffff" + "02000000000b" + "0806" + "0001080006040001" + "02000000000b" + "cb007164"
                        + "000000000000" + "cb007164");
    }

    @Test
    void advertisementOverridesWhatAllNodesKnow() {
        byte[] frame = NeighbourNews.advertisement(
                MAC, IpAddress.parse("2001:db8::100").bytes());

        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo("333300000001" + "02000000000b" + "86dd" + "6000000000203aff"
                        + "20010db8000000000000000000000100" + "ff020000000000000000000000000001" + "8800f722"
                        + "20000000" + "20010db8000000000000000000000100" + "0201" + "02000000000b");
    }
}
