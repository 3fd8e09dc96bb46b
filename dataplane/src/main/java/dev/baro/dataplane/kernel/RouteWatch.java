// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Receives every change of a neighbour, a route, an address or an interface (rtnetlink(7)) within a
/// millisecond. It does not parse the change, because the callback queries the kernel again anyway. An overflow
/// of the socket (ENOBUFS) therefore also counts as one change.
public final class RouteWatch implements AutoCloseable {
    /// RTMGRP_LINK, RTMGRP_NEIGH, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE,
    /// RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE of linux/rtnetlink.h.
    private static final int GROUPS = 0x1 | 0x4 | 0x10 | 0x40 | 0x100 | 0x400;

    private static final int ROUTE_GROUPS = 0x40 | 0x400;

    /// Stands for changes of every kind, and of routes of every protocol.
    private static final int EVERY = -1;

    /// `struct sockaddr_nl`: family, pad, pid, groups.
    private static final int SOCKADDR_NL_BYTES = 12;

    private static final int HEADER_BYTES = 16; // struct nlmsghdr
    private static final int PROTOCOL_AT = HEADER_BYTES + 5; // in the struct rtmsg after the header

    /// Simultaneous messages count as one change.
    private static final int BUFFER_BYTES = 1 << 16;

    /// The maximum delay until closing takes effect; changes are reported without it.
    private static final int TIMEOUT_MS = 100;

    private final Fd socket;
    private final int protocol;
    private final Thread thread;
    private volatile boolean closed;

    private RouteWatch(Fd socket, int protocol, Runnable onChange) {
        this.socket = socket;
        this.protocol = protocol;
        this.thread = Thread.ofPlatform().name("route-watch").daemon().unstarted(() -> listen(onChange));
    }

    /// @param onChange the callback, called on a separate thread, after each change
    public static RouteWatch start(Runnable onChange) {
        return start(GROUPS, EVERY, onChange);
    }

    /// Receives only changes of routes with one protocol number, because a host may have a million other
    /// routes that change constantly.
    static RouteWatch ofProtocol(int protocol, Runnable onChange) {
        return start(ROUTE_GROUPS, protocol, onChange);
    }

    private static RouteWatch start(int groups, int protocol, Runnable onChange) {
        Fd socket = LibSocket.open("route socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_BYTES, 4);
            address.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
            address.set(JAVA_INT, 8, groups);
            LibSocket.bind("route socket", socket, address);
        }
        RouteWatch watch = new RouteWatch(socket, protocol, onChange);
        watch.thread.start();
        return watch;
    }

    /// Stops the watch. No callback runs after this has returned.
    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
        socket.close();
    }

    private void listen(Runnable onChange) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
            while (!closed) {
                long bytes = LibSocket.receiveBytes(socket, buffer, TIMEOUT_MS);
                if (bytes == LibSocket.OVERRUN || bytes > 0 && concerns(buffer.asSlice(0, bytes))) {
                    onChange.run();
                }
            }
        }
    }

    /// Whether a datagram, which contains one or more messages, has a relevant change.
    private boolean concerns(MemorySegment messages) {
        if (protocol == EVERY) {
            return true;
        }
        long at = 0;
        while (at + PROTOCOL_AT < messages.byteSize()) {
            int bytes = messages.get(JAVA_INT, at);
            if (Byte.toUnsignedInt(messages.get(JAVA_BYTE, at + PROTOCOL_AT)) == protocol || bytes < HEADER_BYTES) {
                return true;
            }
            at += bytes + 3 & ~3;
        }
        return false;
    }
}
