// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The kernel's list of all items of one kind in this process's network namespace (rtnetlink(7)).
final class RouteDump {
    /// One item of a list.
    ///
    /// @param header     the fixed part, such as `struct ifinfomsg`, in the host's byte order
    /// @param attributes the attributes by type; if a type is repeated, its last attribute
    record Entry(ByteBuffer header, Map<Integer, byte[]> attributes) {
        Entry {
            attributes = Map.copyOf(attributes);
        }

        boolean has(int attribute) {
            return attributes.containsKey(attribute);
        }

        byte[] bytes(int attribute) {
            return attributes.getOrDefault(attribute, new byte[0]);
        }

        /// @return the number; 0 if the attribute is missing
        int number(int attribute) {
            byte[] bytes = bytes(attribute);
            return bytes.length < 4 ? 0 : nativeOrder(bytes).getInt(0);
        }
    }

    static final int LINKS = 18; // RTM_GETLINK
    static final int ADDRESSES = 22; // RTM_GETADDR
    static final int ROUTES = 26; // RTM_GETROUTE

    private static final int SOCKADDR_NL_BYTES = 12;
    private static final int HEADER_BYTES = 16; // struct nlmsghdr
    private static final int ATTRIBUTE_BYTES = 4; // struct rtattr
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int REQUEST_DUMP = 0x301; // NLM_F_REQUEST, NLM_F_DUMP
    private static final int INTERRUPTED = 0x10; // NLM_F_DUMP_INTR
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int BUFFER_BYTES = 1 << 16;
    /// The number of times that a list is read if it keeps changing during the read.
    private static final int TRIES = 10;

    private final List<Entry> entries = new ArrayList<>();
    private final byte[] filter;
    private final int fixedBytes;
    private boolean done;
    private boolean interrupted;

    private RouteDump(byte[] filter) {
        this.filter = filter;
        this.fixedBytes = filter.length;
    }

    /// @param request    [#LINKS], [#ADDRESSES] or [#ROUTES]
    /// @param fixedBytes the size of the fixed part of each item
    /// @throws DataplaneException if the kernel does not answer
    static List<Entry> of(int request, int fixedBytes) {
        return of(request, new byte[fixedBytes]);
    }

    /// @param filter the fixed part to match, in which zero matches any value; kernels before Linux 4.20
    /// compare only the family
    static List<Entry> of(int request, byte[] filter) {
        for (int i = 0; i < TRIES; i++) {
            RouteDump dump = new RouteDump(filter);
            dump.ask(request);
            if (!dump.interrupted) {
                return dump.entries;
            }
        }
        throw new DataplaneException(
                "the kernel's list of interfaces, addresses or routes changes faster than it can be"
                        + " read; see: ip monitor link address route");
    }

    private void ask(int request) {
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open("route socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW)) {
            LibSocket.receiveTimeout(socket, 1_000);
            if (request == ROUTES) {
                LibSocket.option("filter of route socket", socket, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
            }
            MemorySegment kernel = arena.allocate(SOCKADDR_NL_BYTES, 4);
            kernel.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
            MemorySegment message = arena.allocate(HEADER_BYTES + fixedBytes, 4);
            message.set(JAVA_INT, 0, HEADER_BYTES + fixedBytes);
            message.set(JAVA_SHORT, 4, (short) request);
            message.set(JAVA_SHORT, 6, (short) REQUEST_DUMP);
            MemorySegment.copy(filter, 0, message, JAVA_BYTE, HEADER_BYTES, filter.length);
            MemorySegment state = arena.allocate(LibC.callState());
            int errno = LibSocket.send(state, socket, message, kernel);
            if (errno != 0) {
                throw new ErrnoException("ask the kernel for its interfaces, addresses and routes", errno);
            }
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
            MemorySegment length = arena.allocate(JAVA_INT);
            while (!done) {
                long bytes = LibSocket.receiveFrom(state, socket, buffer, kernel, length);
                if (bytes <= 0) {
                    throw new ErrnoException("read the kernel's interfaces, addresses and routes", LibC.errno(state));
                }
                take(nativeOrder(buffer.asSlice(0, bytes).toArray(JAVA_BYTE)));
            }
        }
    }

    private void take(ByteBuffer messages) {
        int at = 0;
        while (!done && at + HEADER_BYTES <= messages.limit()) {
            int bytes = messages.getInt(at);
            int type = messages.getShort(at + 4);
            interrupted |= (messages.getShort(at + 6) & INTERRUPTED) != 0;
            if (type == ERROR) {
                throw new ErrnoException(
                        "list the kernel's interfaces, addresses and routes", -messages.getInt(at + HEADER_BYTES));
            }
            if (type == DONE || bytes < HEADER_BYTES) {
                done = true;
            } else if (bytes >= HEADER_BYTES + fixedBytes) {
                entries.add(new Entry(
                        slice(messages, at + HEADER_BYTES, fixedBytes),
                        attributes(
                                slice(messages, at + HEADER_BYTES + fixedBytes, bytes - HEADER_BYTES - fixedBytes))));
            }
            at += aligned(bytes);
        }
    }

    /// Parses consecutive attributes, which form a list or are nested in another attribute.
    static Map<Integer, byte[]> attributes(ByteBuffer from) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        int at = 0;
        while (at + ATTRIBUTE_BYTES <= from.limit()) {
            int bytes = Short.toUnsignedInt(from.getShort(at));
            if (bytes < ATTRIBUTE_BYTES || at + bytes > from.limit()) {
                break;
            }
            byte[] value = new byte[bytes - ATTRIBUTE_BYTES];
            from.get(at + ATTRIBUTE_BYTES, value);
            attributes.put(from.getShort(at + 2) & 0x3fff, value); // without NLA_F_NESTED
            at += aligned(bytes);
        }
        return attributes;
    }

    static ByteBuffer nativeOrder(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer slice(ByteBuffer from, int at, int bytes) {
        byte[] copy = new byte[bytes];
        from.get(at, copy);
        return nativeOrder(copy);
    }

    private static int aligned(int bytes) {
        return (bytes + 3) & ~3;
    }
}
