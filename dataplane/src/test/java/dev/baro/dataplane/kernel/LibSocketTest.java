// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NeedsRoot
@Tag("faults")
class LibSocketTest {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final byte UNTOUCHED = 0x55;

    /// A socket with room for a message or two. The kernel tells of the overrun (ENOBUFS) before it hands
    /// out what it kept.
    @Test
    void anOverrunCountsAsAMessageAndMessagesFollow() {
        OwnNetwork.run(() -> {
            try (Arena arena = Arena.ofConfined();
                    Fd socket = LibSocket.open("route socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW)) {
                LibSocket.option("receive buffer", socket, SOL_SOCKET, SO_RCVBUF, 1);
                MemorySegment address = arena.allocate(12, 4);
                address.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
                address.set(JAVA_INT, 8, RTMGRP_IPV4_IFADDR);
                LibSocket.bind("route socket", socket, address);
                MemorySegment buffer = arena.allocate(1 << 16).fill(UNTOUCHED);

                changeAddresses(1, 20);

                assertThat(LibSocket.receive(socket, buffer, 0))
                        .as("the overrun")
                        .isTrue();
                assertThat(buffer.get(JAVA_BYTE, 0)).isEqualTo(UNTOUCHED);
                assertThat(LibSocket.receive(socket, buffer, 0))
                        .as("a message that was kept")
                        .isTrue();
                assertThat(buffer.get(JAVA_BYTE, 0)).isNotEqualTo(UNTOUCHED);
                while (LibSocket.receive(socket, buffer, 0)) {
                    buffer.fill(UNTOUCHED);
                }

                changeAddresses(21, 21);
                assertThat(LibSocket.receive(socket, buffer, 0))
                        .as("a later one")
                        .isTrue();
                assertThat(buffer.get(JAVA_BYTE, 0)).isNotEqualTo(UNTOUCHED);
            }
        });
    }

    private static void changeAddresses(int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            OwnNetwork.ip("addr add 192.0.2." + i + "/32 dev lo");
        }
    }
}
