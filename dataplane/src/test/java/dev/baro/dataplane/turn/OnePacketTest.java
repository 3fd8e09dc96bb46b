// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Datagrams of one client and port are dealt out in turn, and leave no session.
@NeedsRoot
@Tag("program")
class OnePacketTest {
    private static final int SERVERS = 6;
    private static final int DATAGRAMS = 600;

    @AutoClose
    private final PacketPath path =
            PacketPath.open("one-packet-" + ProcessHandle.current().pid(), 65_536);

    @Test
    void eachServerGetsTheSameNumber() {
        path.apply(resolved(SERVERS));

        assertThat(answered(DATAGRAMS))
                .hasSize(SERVERS)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(DATAGRAMS / SERVERS));
        assertThat(path.sessions(SessionState.UDP_NEW)).isZero();
    }

    @Test
    void otherwiseOneServerGetsAll() {
        path.apply(PacketPath.service(Protocol.UDP, 53, SlotChoice.NEXT, SERVERS));

        assertThat(answered(DATAGRAMS)).hasSize(1);
        assertThat(path.sessions(SessionState.UDP_NEW)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7})
    void evennessHoldsWhileServersChange(int next) {
        path.apply(resolved(SERVERS));
        Map<String, Integer> _ = answered(100);
        path.apply(resolved(next));

        Map<String, Integer> counts = answered(next * 50);

        assertThat(counts).hasSize(next);
        assertThat(counts.values().stream().mapToInt(count -> count).max().orElseThrow()
                        - counts.values().stream()
                                .mapToInt(count -> count)
                                .min()
                                .orElseThrow())
                .isLessThanOrEqualTo(2);
    }

    private static ServicePlan resolved(int servers) {
        return PacketPath.service(Protocol.UDP, 53, SlotChoice.NEXT, servers).withOnePacket();
    }

    /// @return datagrams by server
    private Map<String, Integer> answered(int datagrams) {
        Map<String, Integer> counts = new HashMap<>();
        byte[] datagram = Frame.udp(20).bytes();
        IntStream.range(0, datagrams)
                .forEach(_ ->
                        counts.merge(PacketPath.destination(path.run(datagram).packet()), 1, Integer::sum));
        return counts;
    }
}
