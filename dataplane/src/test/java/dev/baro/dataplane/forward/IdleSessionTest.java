// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that nobody uses for hours stay with their servers, as long as the session table can tell.
@NeedsRoot
@Tag("program")
class IdleSessionTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int FLOWS = 20;
    /// The seconds after which hosts send the first segment of keepalive.
    private static final int KEEPALIVE_SECONDS = 7_200;

    @AutoClose
    private final PacketPath path = PacketPath.open();

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void areKeptFromOneKeepaliveToTheNext(String vip) {
        List<String> servers = connected(vip);

        for (int hours = 0; hours < 6; hours += 2) {
            path.passSeconds(KEEPALIVE_SECONDS);
            assertThat(servers(vip)).isEqualTo(servers);
        }
        assertThat(path.created()).isEqualTo(FLOWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void endBehindTheLimit(String vip) {
        List<String> servers = connected(vip);

        path.passSeconds(7_501);

        assertThat(servers(vip)).isNotEqualTo(servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8:a::10"})
    void areKeptForTheLongestTimeThatCanBeSet(String vip) {
        List<String> servers = connected(vip);
        SessionTimeouts usual = SessionTimeouts.DEFAULTS;
        path.limit(new SessionSettings(
                65_536,
                0,
                new SessionTimeouts(usual.halfOpen(), SessionTimeouts.LONGEST, usual.closing(), usual.udp())));

        path.passSeconds(8_000);
        assertThat(servers(vip)).isEqualTo(servers);

        path.passSeconds(8_001);
        assertThat(servers(vip)).isNotEqualTo(servers);
    }

    /// The bits of the tick go round in 8,192 seconds, and the sweep takes 80 of them at most.
    @Test
    void areFoundByTheSweepBeforeTheyLookFresh() {
        assertThat(SessionTimeouts.LONGEST.plusSeconds(80)).isLessThan(Duration.ofSeconds(8_192));
    }

    /// Connects some clients.
    private List<String> connected(String vip) {
        path.apply(service(vip));
        IntStream.range(0, FLOWS).forEach(flow -> path.run(packet(vip, flow, SYN)));
        return servers(vip);
    }

    /// Where a packet of each goes.
    private List<String> servers(String vip) {
        return IntStream.range(0, FLOWS)
                .mapToObj(flow -> destination(path.run(packet(vip, flow, ACK)).packet(), vip))
                .toList();
    }

    private static String destination(byte[] frame, String vip) {
        int at = vip.contains(":") ? 14 + 24 : 14 + 16;
        int bytes = vip.contains(":") ? 16 : 4;
        return IpAddress.of(java.util.Arrays.copyOfRange(frame, at, at + bytes)).toString();
    }

    private static byte[] packet(String vip, int flow, int flags) {
        return Packet.tcp()
                .from(vip.contains(":") ? "2001:db8:c::7" : "203.0.113.7")
                .to(vip)
                .ports(40_000 + flow, 80)
                .tcpFlags(flags)
                .bytes();
    }

    private static ServicePlan service(String vip) {
        List<PlannedServer> servers = IntStream.range(1, 7)
                .mapToObj(i -> IpAddress.parse((vip.contains(":") ? "2001:db8:64::" : "198.51.100.") + i))
                .map(ip -> new PlannedServer("web-" + ip, ip, ForwardingMethod.DSCP, 100))
                .toList();
        return new ServicePlan(
                new VirtualService(IpAddress.parse(vip), Protocol.TCP, 80),
                new Dscp(10),
                SlotChoice.NEXT,
                servers,
                new Ring(0, 1, 2, 3, 4, 5));
    }
}
