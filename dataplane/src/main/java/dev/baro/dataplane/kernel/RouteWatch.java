// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Hears of every change of a neighbour, a route, an address or an interface (rtnetlink(7)) within a millisecond. It
/// does not read what has changed: what depends on it is asked again. More changes at once than the socket holds
/// (ENOBUFS) are therefore one change as well.
public final class RouteWatch implements AutoCloseable {
    /// RTMGRP_LINK, RTMGRP_NEIGH, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE,
    /// RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE of linux/rtnetlink.h.
    private static final int GROUPS = 0x1 | 0x4 | 0x10 | 0x40 | 0x100 | 0x400;

    /// `struct sockaddr_nl`: family, pad, pid, groups.
    private static final int SOCKADDR_NL_BYTES = 12;

    /// As many messages as come at once are one change.
    private static final int BUFFER_BYTES = 1 << 16;

    /// How soon closing is noticed; changes are heard at once.
    private static final int TIMEOUT_MS = 100;

    private final Fd socket;
    private final Thread thread;
    private volatile boolean closed;

    private RouteWatch(Fd socket, Runnable onChange) {
        this.socket = socket;
        this.thread = Thread.ofPlatform().name("route-watch").daemon().unstarted(() -> listen(onChange));
    }

    /// @param onChange called on a thread of its own, after each change
    public static RouteWatch start(Runnable onChange) {
        Fd socket = LibSocket.open("route socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_BYTES, 4);
            address.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
            address.set(JAVA_INT, 8, GROUPS);
            LibSocket.bind("route socket", socket, address);
        }
        RouteWatch watch = new RouteWatch(socket, onChange);
        watch.thread.start();
        return watch;
    }

    /// Nothing is called any more once it returns.
    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
        socket.close();
    }

    private void listen(Runnable onChange) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            while (!closed) {
                if (LibSocket.receive(socket, buffer, TIMEOUT_MS)) {
                    onChange.run();
                }
            }
        }
    }
}
