// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import dev.baro.dataplane.kernel.LibSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Sends one echo request, which the kernel cuts into fragments where it must, and says whether the
/// same data comes back.
final class EchoMain {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HEADER_BYTES = 8;
    private static final long WAIT_NS = 3_000_000_000L;

    private EchoMain() {}

    public static void main(String[] args) {
        IpAddress destination = IpAddress.parse(args[0]);
        boolean v4 = destination.isV4();
        byte[] request = request(v4, Integer.parseInt(args[1]));
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open(
                        "echo", v4 ? LibSocket.AF_INET : LibSocket.AF_INET6, LibSocket.SOCK_RAW, v4 ? ICMP : ICMPV6)) {
            LibSocket.receiveTimeout(socket, 200);
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment to = address(arena, destination);
            long end = System.nanoTime() + WAIT_NS;
            boolean answered = false;
            // A fresh link passes nothing of IPv6 for a moment.
            while (!answered && System.nanoTime() < end) {
                LibSocket.send(state, socket, arena.allocateFrom(JAVA_BYTE, request), to);
                answered = isAnswered(arena, state, socket, request);
            }
            System.out.println(answered ? "answered" : "silent");
        }
    }

    /// A whole ICMP message: the kernel computes the checksum of ICMPv6 alone.
    private static byte[] request(boolean v4, int bytes) {
        byte[] packet =
                Packet.icmp(8, 0, 0x47110001).payloadBytes(bytes - HEADER_BYTES).ip();
        byte[] message = Arrays.copyOfRange(packet, 20, packet.length);
        message[0] = (byte) (v4 ? 8 : 128);
        return message;
    }

    private static boolean isAnswered(Arena arena, MemorySegment state, Fd socket, byte[] request) {
        MemorySegment buffer = arena.allocate(65_536);
        MemorySegment length = arena.allocate(JAVA_INT);
        while (true) {
            length.set(JAVA_INT, 0, 28);
            long bytes = LibSocket.receiveFrom(state, socket, buffer, arena.allocate(28, 4), length);
            if (bytes < 0) {
                return false;
            }
            byte[] all = buffer.asSlice(0, bytes).toArray(JAVA_BYTE);
            int headerBytes = all.length > request.length ? 20 : 0;
            byte[] message = Arrays.copyOfRange(all, headerBytes, all.length);
            boolean reply = message[0] == 0 || message[0] == (byte) 129;
            if (reply && Arrays.equals(message, HEADER_BYTES, message.length, request, HEADER_BYTES, request.length)) {
                return true;
            }
        }
    }

    private static MemorySegment address(Arena arena, IpAddress destination) {
        MemorySegment address = arena.allocate(destination.isV4() ? 16 : 28, 4);
        address.set(JAVA_SHORT, 0, (short) (destination.isV4() ? LibSocket.AF_INET : LibSocket.AF_INET6));
        byte[] bytes = destination.bytes();
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, destination.isV4() ? 4 : 8, bytes.length);
        return address;
    }
}
