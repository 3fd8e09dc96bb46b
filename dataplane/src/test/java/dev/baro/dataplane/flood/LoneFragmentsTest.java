// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A million lone fragments a second, each of a datagram that never comes whole. `make soak` sends a second of them.
@NeedsRoot
@Tag("flood")
class LoneFragmentsTest {
    private static final int HONEST = Soak.or(100, 20);
    private static final int FLOOD = HONEST * 10_000;
    /// Between the fragments of a datagram that were sent within five milliseconds.
    private static final int BETWEEN = 5_000;

    private static final int IDENTIFICATION_AT = 18;
    private static final int SOURCE_AT = 26;

    @AutoClose
    private final PacketPath path = PacketPath.open();

    private final byte[] frame = Packet.udp()
            .from("198.18.0.0")
            .ports(1, 80)
            .flagsAndOffset(5)
            .payloadBytes(8)
            .bytes();
    private int lone;

    @Test
    void takeNoDatagramThatComesInOrderAndNoneThatIsSoonWhole() {
        path.apply(PacketPath.service(Protocol.UDP, 80, SlotChoice.NEXT, 6));
        List<Packet> inOrder = honest(0);
        String server = serverOf(inOrder.getFirst());

        for (int i = 1; i <= HONEST; i++) {
            List<Packet> overtaken = honest(i);
            Set<String> servers = new HashSet<>();
            servers.add(serverOf(overtaken.get(2)));
            flood(BETWEEN);
            servers.add(serverOf(overtaken.get(0)));
            servers.add(serverOf(overtaken.get(1)));
            assertThat(servers).hasSize(1);
            flood(FLOOD / HONEST - BETWEEN);
        }

        assertThat(serverOf(inOrder.get(1))).isEqualTo(server);
        assertThat(serverOf(inOrder.get(2))).isEqualTo(server);
    }

    private void flood(int fragments) {
        for (int i = 0; i < fragments; i++) {
            lone++;
            frame[SOURCE_AT + 2] = (byte) (lone >> 8);
            frame[SOURCE_AT + 3] = (byte) lone;
            frame[IDENTIFICATION_AT + 1] = (byte) (lone >> 16);
            path.run(frame);
        }
    }

    private static List<Packet> honest(int client) {
        return Packet.udp()
                .from("203.0.113." + (1 + client))
                .ports(5_000, 80)
                .flagsAndOffset(0)
                .payloadBytes(100)
                .identification(client)
                .fragments(40);
    }

    private String serverOf(Packet packet) {
        return PacketPath.destination(path.run(packet.bytes()).packet());
    }
}
