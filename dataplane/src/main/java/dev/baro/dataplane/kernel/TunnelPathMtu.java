// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Makes the kernel learn the path MTU to the ends of tunnels: RFC 2003 section 5.1, RFC 2473 section 7.1. The
/// program adds the outer header, so an ICMP error about such a packet matches no socket or tunnel device of
/// this host, and the kernel would drop the error. The error does match a raw socket of the tunnel's protocol.
/// The kernel then stores the MTU for that destination for ten minutes (net/ipv4/raw.c, raw_err();
/// net/ipv6/raw.c, rawv6_err()), and bpf_fib_lookup() returns it to the program, which informs clients.
public final class TunnelPathMtu implements AutoCloseable {
    private static final List<Integer> PROTOCOLS = List.of(4, 41); // for tunnels that carry IPv4 and IPv6

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int BPF_RET = 6;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;
    private static final int EAFNOSUPPORT = 97;

    private List<Fd> sockets = List.of();

    /// Creates an object that learns nothing yet.
    public TunnelPathMtu() {}

    /// @param wanted whether packets use tunnels
    public void learn(boolean wanted) {
        if (!wanted) {
            close();
        } else if (sockets.isEmpty()) {
            sockets = open();
        }
    }

    @Override
    public void close() {
        sockets.forEach(Fd::close);
        sockets = List.of();
    }

    private static List<Fd> open() {
        List<Fd> opened = new ArrayList<>();
        try {
            for (int family : List.of(LibSocket.AF_INET, LibSocket.AF_INET6)) {
                for (int protocol : PROTOCOLS) {
                    opened.add(open(family, protocol));
                }
            }
        } catch (ErrnoException e) {
            if (e.errno() != EAFNOSUPPORT) { // this host has no IPv6
                opened.forEach(Fd::close);
                throw e;
            }
        }
        return opened;
    }

    private static Fd open(int family, int protocol) {
        Fd socket = LibSocket.open("raw socket for errors about tunnels", family, LibSocket.SOCK_RAW, protocol);
        try (Arena arena = Arena.ofConfined()) {
            takeNothing(socket, arena);
            LibSocket.option("receive buffer", socket, SOL_SOCKET, SO_RCVBUF, 0);
            if (family == LibSocket.AF_INET6) {
                LibSocket.option("errors", socket, SOL_IPV6, IPV6_RECVERR, 1); // otherwise the kernel ignores errors
            }
            return socket;
        } catch (RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /// Attaches a filter that returns 0 (`struct sock_fprog`), so that the kernel does not queue packets,
    /// because no code reads them.
    private static void takeNothing(Fd socket, Arena arena) {
        MemorySegment drop = arena.allocate(8, 8);
        drop.set(JAVA_SHORT, 0, (short) BPF_RET);
        drop.set(JAVA_INT, 4, 0);
        MemorySegment filter = arena.allocate(16, 8);
        filter.set(JAVA_SHORT, 0, (short) 1);
        filter.set(ADDRESS, 8, drop);
        LibSocket.option("filter", socket, SOL_SOCKET, SO_ATTACH_FILTER, filter);
    }
}
