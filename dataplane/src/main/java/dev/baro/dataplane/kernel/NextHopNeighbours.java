// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the kernel resolve the neighbours of all next hops of a multipath route (rtnetlink(7)). Packets
/// forwarded by XDP do not trigger this, and the kernel's own packets use only one next hop. Not thread-safe.
public final class NextHopNeighbours {
    /// @param address the gateway, or the destination itself on a local segment
    private record NextHop(IpAddress address, int ifindex) {}

    private static final int HEADER_BYTES = 16; // struct nlmsghdr
    private static final int BODY_BYTES = 12; // struct rtmsg, struct ndmsg
    private static final int ATTRIBUTE_BYTES = 4; // struct rtattr
    private static final int NEXT_HOP_BYTES = 8; // struct rtnexthop
    private static final int SOCKADDR_NL_BYTES = 12;
    private static final int BUFFER_BYTES = 1 << 14;

    private static final int RTM_GETROUTE = 26;
    private static final int RTM_NEWNEIGH = 28;
    private static final int NLMSG_ERROR = 2;
    private static final int REQUEST = 0x001;
    private static final int ACK = 0x004;
    private static final int CREATE = 0x400;
    private static final int RTM_F_FIB_MATCH = 0x2000; // requests the route itself, not the result for one packet
    private static final int DESTINATION = 1; // RTA_DST, NDA_DST
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_MULTIPATH = 9;
    private static final int NTF_USE = 0x01;

    private NextHopNeighbours() {}

    /// Resolves the next hops of these destinations. Blocks for about 20 us per destination and neighbour.
    public static void use(List<IpAddress> destinations) {
        if (destinations.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open("next hop socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW)) {
            LibSocket.receiveTimeout(socket, 1_000); // the kernel answers immediately; this prevents waiting forever
            Exchange exchange = new Exchange(arena, socket);
            Set<NextHop> used = new HashSet<>();
            for (IpAddress destination : destinations) {
                for (NextHop hop : exchange.nextHops(destination)) {
                    if (used.add(hop)) {
                        exchange.use(hop);
                    }
                }
            }
        }
    }

    /// Exchanges messages with the kernel. The next call repeats refused requests.
    private static final class Exchange {
        private final Fd socket;
        private final MemorySegment kernel;
        private final MemorySegment buffer;
        private final MemorySegment length;
        private final MemorySegment state;

        Exchange(Arena arena, Fd socket) {
            this.socket = socket;
            kernel = arena.allocate(SOCKADDR_NL_BYTES, 4);
            kernel.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
            buffer = arena.allocate(BUFFER_BYTES, 8);
            length = arena.allocate(JAVA_INT);
            state = arena.allocate(LibC.callState());
        }

        /// The next hops of the route; empty if there is only one.
        List<NextHop> nextHops(IpAddress destination) {
            MemorySegment request = request(RTM_GETROUTE, REQUEST, destination);
            request.set(JAVA_BYTE, HEADER_BYTES + 1, (byte) (destination.isV4() ? 32 : 128));
            request.set(JAVA_INT, HEADER_BYTES + 8, RTM_F_FIB_MATCH);
            ByteBuffer answer = ask(request);
            List<NextHop> hops = new ArrayList<>();
            for (ByteBuffer several : attributes(answer, HEADER_BYTES + BODY_BYTES, RTA_MULTIPATH)) {
                int at = 0;
                while (at + NEXT_HOP_BYTES <= several.limit()) {
                    int bytes = Short.toUnsignedInt(several.getShort(at));
                    if (bytes < NEXT_HOP_BYTES || at + bytes > several.limit()) {
                        break;
                    }
                    hops.add(nextHop(part(several, at, bytes), destination));
                    at += bytes + 3 & ~3;
                }
            }
            return hops;
        }

        private static NextHop nextHop(ByteBuffer written, IpAddress destination) {
            List<ByteBuffer> gateways = attributes(written, NEXT_HOP_BYTES, RTA_GATEWAY);
            if (gateways.isEmpty()) {
                return new NextHop(destination, written.getInt(4));
            }
            byte[] address = new byte[gateways.getFirst().remaining()];
            gateways.getFirst().get(address);
            return new NextHop(IpAddress.of(address), written.getInt(4));
        }

        void use(NextHop hop) {
            MemorySegment request = request(RTM_NEWNEIGH, REQUEST | ACK | CREATE, hop.address());
            request.set(JAVA_INT, HEADER_BYTES + 4, hop.ifindex());
            request.set(JAVA_BYTE, HEADER_BYTES + 10, (byte) NTF_USE);
            ByteBuffer _ = ask(request);
        }

        private MemorySegment request(int type, int flags, IpAddress about) {
            byte[] address = about.bytes();
            int bytes = HEADER_BYTES + BODY_BYTES + ATTRIBUTE_BYTES + address.length;
            MemorySegment message = buffer.asSlice(0, bytes).fill((byte) 0);
            message.set(JAVA_INT, 0, bytes);
            message.set(JAVA_SHORT, 4, (short) type);
            message.set(JAVA_SHORT, 6, (short) flags);
            message.set(JAVA_BYTE, HEADER_BYTES, (byte) (about.isV4() ? LibSocket.AF_INET : LibSocket.AF_INET6));
            int at = HEADER_BYTES + BODY_BYTES;
            message.set(JAVA_SHORT, at, (short) (ATTRIBUTE_BYTES + address.length));
            message.set(JAVA_SHORT, at + 2, (short) DESTINATION);
            MemorySegment.copy(address, 0, message, JAVA_BYTE, at + ATTRIBUTE_BYTES, address.length);
            return message;
        }

        /// @return the answer; empty for an error or an acknowledgement
        private ByteBuffer ask(MemorySegment request) {
            if (LibSocket.send(state, socket, request, kernel) != 0) {
                return ByteBuffer.allocate(0);
            }
            long bytes = LibSocket.receiveFrom(state, socket, buffer, kernel, length);
            if (bytes < HEADER_BYTES + BODY_BYTES || buffer.get(JAVA_SHORT, 4) == NLMSG_ERROR) {
                return ByteBuffer.allocate(0);
            }
            return nativeOrder(ByteBuffer.wrap(buffer.asSlice(0, bytes).toArray(JAVA_BYTE)));
        }

        private static List<ByteBuffer> attributes(ByteBuffer message, int first, int wanted) {
            List<ByteBuffer> found = new ArrayList<>();
            int at = first;
            while (at + ATTRIBUTE_BYTES <= message.limit()) {
                int bytes = Short.toUnsignedInt(message.getShort(at));
                if (bytes < ATTRIBUTE_BYTES || at + bytes > message.limit()) {
                    break;
                }
                if ((message.getShort(at + 2) & 0x3fff) == wanted) {
                    found.add(part(message, at + ATTRIBUTE_BYTES, bytes - ATTRIBUTE_BYTES));
                }
                at += bytes + 3 & ~3;
            }
            return found;
        }

        private static ByteBuffer part(ByteBuffer whole, int at, int bytes) {
            return nativeOrder(whole.slice(at, bytes));
        }

        private static ByteBuffer nativeOrder(ByteBuffer buffer) {
            return buffer.order(ByteOrder.nativeOrder());
        }
    }
}
