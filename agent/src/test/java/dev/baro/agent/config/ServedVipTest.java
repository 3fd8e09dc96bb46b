// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVipTest {
    @Test
    void readsPorts() {
        assertThat(ServedVip.parse("211.115.115.100=10:80,443"))
                .isEqualTo(new ServedVip.Marked(
                        IpAddress.parse("211.115.115.100"),
                        new Dscp(10),
                        List.of(80, 443),
                        List.of(Protocol.TCP, Protocol.UDP)));
    }

    @Test
    void readsAnIpv6Vip() {
        assertThat(ServedVip.parse("2001:db8:115::100=10:80"))
                .isEqualTo(new ServedVip.Marked(
                        IpAddress.parse("2001:db8:115::100"),
                        new Dscp(10),
                        List.of(80),
                        List.of(Protocol.TCP, Protocol.UDP)));
    }

    @Test
    void noPortsMeansEveryPort() {
        assertThat(ServedVip.parse("211.115.115.100=10"))
                .isEqualTo(new ServedVip.Marked(
                        IpAddress.parse("211.115.115.100"),
                        new Dscp(10),
                        List.of(),
                        List.of(Protocol.TCP, Protocol.UDP)));
    }

    @Test
    void readsTheOtherMethods() {
        assertThat(ServedVip.parse("211.115.115.100=ipip"))
                .isEqualTo(new ServedVip.Tunnelled(IpAddress.parse("211.115.115.100")));
        assertThat(ServedVip.parse("2001:db8:115::100=mac"))
                .isEqualTo(new ServedVip.OnSegment(IpAddress.parse("2001:db8:115::100")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            211.115.115.100         | expected ADDRESS=DSCP[:PORT,PORT], ADDRESS=ipip or ADDRESS=mac, such as 211.115.115.100=10:80,443
            211.115.115.100=ipip:80 | ports require a dscp: 211.115.115.100=ipip:80
            211.115.115.100=64      | DSCP must be 1..63 but is 64
            211.115.115.100=x       | dscp is not a number: 'x'
            211.115.115.100=10:     | port is not a number: ''
            211.115.115.100=10:80,  | port is not a number: ''
            211.115.115.100=10:0    | port must be 1..65535 but is 0
            224.0.0.1=10:80         | 224.0.0.1 cannot be a VIP
            www.example.com=10:80   | not an IP address: www.example.com
            """)
    void refuses(String text, String message) {
        assertThatThrownBy(() -> ServedVip.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
