// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The expected texts lie in `src/test/resources/render`, one file for each format.
class RenderFormatTest {
    private static final AgentConfig CONFIG = new AgentConfig(
            List.of(
                    ServedVip.parse("211.115.115.100=10:80,443"),
                    new ServedVip.Marked(
                            IpAddress.parse("2001:db8:115::100"), new Dscp(11), List.of(80), List.of(Protocol.TCP))),
            List.of("eth0"),
            List.of(IpAddress.parse("10.10.10.1")),
            List.of());

    @ParameterizedTest
    @EnumSource(RenderFormat.class)
    void printsExactly(RenderFormat format) throws IOException {
        try (InputStream expected = getClass().getResourceAsStream("/render/" + format.word() + ".txt")) {
            assertThat(format.text(CONFIG))
                    .isEqualTo(new String(Objects.requireNonNull(expected).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void iptablesTakesFifteenPortsInOneRule() {
        List<Integer> ports = IntStream.rangeClosed(1, 16).boxed().toList();
        AgentConfig config = new AgentConfig(
                List.of(new ServedVip.Marked(
                        IpAddress.parse("211.115.115.100"), new Dscp(10), ports, List.of(Protocol.TCP))),
                List.of(),
                List.of(),
                List.of());

        assertThat(IptablesText.of(config).lines().filter(l -> l.startsWith("-A PREROUTING") && l.contains("tcp")))
                .containsExactly(
                        "-A PREROUTING -m addrtype --dst-type LOCAL -p tcp -m multiport --dports"
                                + " 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15 -m dscp --dscp 10"
                                + " -j DADDR --set-daddr=211.115.115.100",
                        "-A PREROUTING -m addrtype --dst-type LOCAL -p tcp -m multiport --dports 16"
                                + " -m dscp --dscp 10 -j DADDR --set-daddr=211.115.115.100");
    }
}
