// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import dev.baro.dataplane.kernel.LibSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Queries the kernel for a next hop and whether it answers ARP or neighbour solicitations, and makes the
/// kernel probe the next hop (rtnetlink(7), RFC 826, RFC 4861 section 7.3). Not thread-safe; each call is one
/// exchange with the kernel.
public final class NeighbourSocket implements AutoCloseable {
    /// The path of a packet to an address.
    ///
    /// @param address the neighbour's address: the destination itself on a local segment, or a router
    public record NextHop(IpAddress address, int ifindex) {}

    /// The kernel's state of a neighbour.
    public enum State {
        /// The neighbour answered the latest request.
        REACHABLE,
        /// An operator configured the neighbour, and the kernel does not probe it.
        PERMANENT,
        /// The address was learned earlier and must be probed again.
        KNOWN,
        /// The kernel has probed the neighbour but has no answer yet.
        ASKED,
        /// The neighbour has not answered.
        SILENT
    }

    /// @param mac the MAC address for human readers; empty if unknown
    public record Neighbour(State state, String mac) {}

    private static final int HEADER_BYTES = 16;
    private static final int BODY_BYTES = 12; // of struct rtmsg and of struct ndmsg
    private static final int MESSAGE_BYTES = HEADER_BYTES + BODY_BYTES + 4 + 16;
    private static final int BUFFER_BYTES = 8192;

    private static final int NLMSG_ERROR = 2;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_GETNEIGH = 30;
    private static final int REQUEST = 0x001;
    private static final int ACK = 0x004;
    private static final int REPLACE = 0x100;
    private static final int CREATE = 0x400;

    private static final int DESTINATION = 1; // RTA_DST, NDA_DST
    private static final int NDA_LLADDR = 2;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;

    /// NUD_* of linux/neighbour.h.
    private static final int INCOMPLETE = 0x01;
    private static final int REACHABLE = 0x02;
    private static final int PROBE = 0x10;
    private static final int FAILED = 0x20;
    private static final int NOARP = 0x40;
    private static final int PERMANENT = 0x80;
    private static final int NTF_USE = 0x01;

    private final Arena arena = Arena.ofShared();
    private final Fd socket;
    private final MemorySegment state = arena.allocate(LibC.callState());
    private final MemorySegment kernel = arena.allocate(12, 4); // struct sockaddr_nl
    private final MemorySegment from = arena.allocate(12, 4);
    private final MemorySegment fromLength = arena.allocate(JAVA_INT);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);

    private NeighbourSocket(Fd socket) {
        this.socket = socket;
        kernel.set(JAVA_SHORT_UNALIGNED, 0, (short) LibSocket.AF_NETLINK);
    }

    public static NeighbourSocket open() {
        Fd socket = LibSocket.open("neighbour socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW);
        LibSocket.receiveTimeout(socket, 1_000); // the kernel answers immediately; this prevents waiting forever
        return new NeighbourSocket(socket);
    }

    /// @return the next hop; empty if this host has no route
    public Optional<NextHop> nextHop(IpAddress destination) {
        MemorySegment request = request(RTM_GETROUTE, REQUEST, destination);
        request.set(JAVA_BYTE, HEADER_BYTES + 1, (byte) (destination.isV4() ? 32 : 128));
        Map<Integer, MemorySegment> attributes = attributes(ask(request));
        if (!attributes.containsKey(RTA_OIF)) {
            return Optional.empty();
        }
        IpAddress neighbour = Optional.ofNullable(attributes.get(RTA_GATEWAY))
                .map(gateway -> IpAddress.of(gateway.toArray(JAVA_BYTE)))
                .orElse(destination);
        return Optional.of(new NextHop(neighbour, attributes.get(RTA_OIF).get(JAVA_INT_UNALIGNED, 0)));
    }

    /// Makes the kernel probe a neighbour: by unicast if the kernel has the MAC address, otherwise
    /// by broadcast or multicast.
    public void solicit(NextHop hop, Neighbour known) {
        boolean hasMac = !known.mac().isEmpty() && known.state() != State.SILENT;
        MemorySegment request = request(RTM_NEWNEIGH, REQUEST | ACK | CREATE | (hasMac ? REPLACE : 0), hop.address());
        request.set(JAVA_INT_UNALIGNED, HEADER_BYTES + 4, hop.ifindex());
        request.set(JAVA_SHORT_UNALIGNED, HEADER_BYTES + 8, (short) (hasMac ? PROBE : 0));
        request.set(JAVA_BYTE, HEADER_BYTES + 10, (byte) (hasMac ? 0 : NTF_USE));
        MemorySegment _ = ask(request);
    }

    public Neighbour neighbour(NextHop hop) {
        MemorySegment request = request(RTM_GETNEIGH, REQUEST, hop.address());
        request.set(JAVA_INT_UNALIGNED, HEADER_BYTES + 4, hop.ifindex());
        MemorySegment answer = ask(request);
        if (answer.byteSize() < HEADER_BYTES + BODY_BYTES) {
            return new Neighbour(State.SILENT, "");
        }
        String mac = Optional.ofNullable(attributes(answer).get(NDA_LLADDR))
                .map(bytes -> HexFormat.ofDelimiter(":").formatHex(bytes.toArray(JAVA_BYTE)))
                .orElse("");
        return new Neighbour(state(answer.get(JAVA_SHORT_UNALIGNED, HEADER_BYTES + 8)), mac);
    }

    /// Closes the socket. No other call may be running.
    @Override
    public void close() {
        socket.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static State state(int nud) {
        if ((nud & (PERMANENT | NOARP)) != 0) {
            return State.PERMANENT;
        }
        if ((nud & REACHABLE) != 0) {
            return State.REACHABLE;
        }
        if ((nud & (INCOMPLETE | PROBE)) != 0) {
            return State.ASKED;
        }
        return nud == 0 || (nud & FAILED) != 0 ? State.SILENT : State.KNOWN;
    }

    private MemorySegment request(int type, int flags, IpAddress about) {
        byte[] address = about.bytes();
        int bytes = MESSAGE_BYTES - 16 + address.length;
        MemorySegment message = buffer.asSlice(0, bytes).fill((byte) 0);
        message.set(JAVA_INT_UNALIGNED, 0, bytes);
        message.set(JAVA_SHORT_UNALIGNED, 4, (short) type);
        message.set(JAVA_SHORT_UNALIGNED, 6, (short) flags);
        message.set(JAVA_BYTE, HEADER_BYTES, (byte) (about.isV4() ? LibSocket.AF_INET : LibSocket.AF_INET6));
        message.set(JAVA_SHORT_UNALIGNED, HEADER_BYTES + BODY_BYTES, (short) (4 + address.length));
        message.set(JAVA_SHORT_UNALIGNED, HEADER_BYTES + BODY_BYTES + 2, (short) DESTINATION);
        MemorySegment.copy(address, 0, message, JAVA_BYTE, HEADER_BYTES + BODY_BYTES + 4, address.length);
        return message;
    }

    /// @return the answer; empty for an error or an acknowledgement
    private MemorySegment ask(MemorySegment request) {
        if (LibSocket.send(state, socket, request, kernel) != 0) {
            return MemorySegment.NULL;
        }
        long bytes = LibSocket.receiveFrom(state, socket, buffer, from, fromLength);
        if (bytes < HEADER_BYTES || buffer.get(JAVA_SHORT_UNALIGNED, 4) == NLMSG_ERROR) {
            return MemorySegment.NULL;
        }
        return buffer.asSlice(0, Math.min(bytes, buffer.get(JAVA_INT_UNALIGNED, 0)));
    }

    private static Map<Integer, MemorySegment> attributes(MemorySegment message) {
        Map<Integer, MemorySegment> found = new TreeMap<>();
        long at = HEADER_BYTES + BODY_BYTES;
        while (at + 4 <= message.byteSize()) {
            int length = message.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
            if (length < 4 || at + length > message.byteSize()) {
                break;
            }
            found.put(message.get(JAVA_SHORT_UNALIGNED, at + 2) & 0x3fff, message.asSlice(at + 4, length - 4));
            at += length + 3 & ~3;
        }
        return found;
    }
}
