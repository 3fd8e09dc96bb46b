// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.core.model.Dscp;
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
    void tellsWhatTheKernelNeedsForTheOtherMethods() {
        AgentConfig config = new AgentConfig(
                List.of(
                        ServedVip.parse("211.115.115.101=ipip"),
                        ServedVip.parse("2001:db8:115::101=ipip"),
                        ServedVip.parse("211.115.115.102=mac")),
                List.of(),
                List.of(IpAddress.parse("10.10.10.1"), IpAddress.parse("2001:db8::1")),
                List.of());

        assertThat(TunnelText.of(config)).isEqualTo("""
                # Method mac needs only the address on lo: 211.115.115.102
                # Method ipip, for 211.115.115.101, 2001:db8:115::101: where baro agent does not run,
                # the kernel's tunnel devices take the outer header off, if it has them. Now and after every boot:
                #   ip link add name baro-ipip0 type ipip local 10.10.10.1 remote any
                #   ip link set dev baro-ipip0 up
                #   sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.baro-ipip0.rp_filter=0
                #   ip link add name baro-sit0 type sit local 10.10.10.1 remote any
                #   ip link set dev baro-sit0 up
                #   ip link add name baro-ip6tnl0 type ip6tnl mode any local 2001:db8::1 remote any
                #   ip link set dev baro-ip6tnl0 up
                #   sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.baro-ip6tnl0.rp_filter=0
                # A firewall must let in IP protocols 4 and 41 from the balancers.
                """);
        assertThat(RenderFormat.NFT.text(config))
                .contains(TunnelText.of(config))
                .endsWith("""
                        table inet baro
                        delete table inet baro
                        """);
        assertThat(RenderFormat.NETWORKD.text(config)).contains(TunnelText.of(config));
        assertThat(RenderFormat.IPTABLES.text(config)).contains(TunnelText.of(config));
        assertThat(RenderFormat.DSR_D.text(config)).isEqualTo("""
                # ==> /etc/dsr.d/baro.conf
                # VIP=DSCP. dsrtools does not support ports: the mark sends every port of this server to the VIP.
                # Only a VIP: method mac.
                # omitted: 211.115.115.101, because dsrtools does not support tunnels
                # omitted: 2001:db8:115::101, because dsrtools does not support tunnels
                211.115.115.102
                """);
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
