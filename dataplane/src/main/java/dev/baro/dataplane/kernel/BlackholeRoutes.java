// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/// The blackhole routes of single addresses that Baro owns in this network namespace (rtnetlink(7)): all routes
/// with Baro's protocol number. How a routing daemon uses them is out of scope.
public final class BlackholeRoutes {
    /// `rtm_protocol`, which `ip route` shows as `proto baro`. Neither iproute2's rt_protos nor
    /// linux/rtnetlink.h assigns this number, and no routing daemon uses it as its own.
    public static final int PROTOCOL = 176;

    /// @param table  1..2^31-1
    /// @param metric the priority among several routes to the same address in a table: the lowest wins
    public record Blackhole(IpAddress address, int table, int metric) {}

    private static final int HEADER_BYTES = 16; // struct nlmsghdr
    private static final int BODY_BYTES = 12; // struct rtmsg
    private static final int SOCKADDR_NL_BYTES = 12;
    private static final int BUFFER_BYTES = 1 << 12;

    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int NLMSG_ERROR = 2;
    private static final int REQUEST_ACK = 0x005;
    private static final int CREATE_NEW = 0x600; // NLM_F_CREATE, NLM_F_EXCL
    private static final int RTN_BLACKHOLE = 6;
    private static final int RTA_DST = 1;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_TABLE = 15;
    private static final int RT_TABLE_COMPAT = 252; // the table is in RTA_TABLE
    private static final int ESRCH = 3;

    private BlackholeRoutes() {}

    /// The routes of every table. Blocks while the kernel walks its routes.
    ///
    /// @throws DataplaneException if the kernel does not answer
    public static List<Blackhole> all() {
        return Stream.of(LibSocket.AF_INET, LibSocket.AF_INET6)
                .flatMap(family -> RouteDump.of(RouteDump.ROUTES, filter(family)).stream())
                .filter(BlackholeRoutes::isOurs)
                .map(BlackholeRoutes::blackhole)
                .toList();
    }

    /// @throws ErrnoException if the kernel refuses the route: EEXIST if a route with the same key exists
    public static void add(Blackhole route) {
        int errno = change(RTM_NEWROUTE, CREATE_NEW, route);
        if (errno != 0) {
            throw new ErrnoException("add blackhole route to " + route.address() + " in table " + route.table(), errno);
        }
    }

    /// Removes a route. Does nothing if the route is already gone.
    ///
    /// @throws ErrnoException if the kernel refuses the removal
    public static void remove(Blackhole route) {
        int errno = change(RTM_DELROUTE, 0, route);
        if (errno != 0 && errno != ESRCH) {
            throw new ErrnoException("remove route to " + route.address() + " from table " + route.table(), errno);
        }
    }

    /// Watches these routes: calls back within a millisecond after any program changes one.
    ///
    /// @param onChange the callback, called on a separate thread
    public static RouteWatch watch(Runnable onChange) {
        return RouteWatch.ofProtocol(PROTOCOL, onChange);
    }

    private static byte[] filter(int family) {
        byte[] rtmsg = new byte[BODY_BYTES];
        rtmsg[0] = (byte) family;
        rtmsg[5] = (byte) PROTOCOL;
        return rtmsg;
    }

    /// Checks each route, because a kernel that does not filter lists all routes.
    private static boolean isOurs(RouteDump.Entry entry) {
        ByteBuffer rtmsg = entry.header();
        int bits = Byte.toUnsignedInt(rtmsg.get(1));
        return Byte.toUnsignedInt(rtmsg.get(5)) == PROTOCOL
                && rtmsg.get(7) == RTN_BLACKHOLE
                && bits == 8 * entry.bytes(RTA_DST).length
                && bits > 0;
    }

    private static Blackhole blackhole(RouteDump.Entry entry) {
        return new Blackhole(IpAddress.of(entry.bytes(RTA_DST)), entry.number(RTA_TABLE), entry.number(RTA_PRIORITY));
    }

    /// @return 0, or the errno of the kernel's answer
    private static int change(int type, int flags, Blackhole route) {
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open("route socket", LibSocket.AF_NETLINK, LibSocket.SOCK_RAW)) {
            LibSocket.receiveTimeout(socket, 1_000); // the kernel answers immediately; this prevents waiting forever
            MemorySegment kernel = arena.allocate(SOCKADDR_NL_BYTES, 4);
            kernel.set(JAVA_SHORT, 0, (short) LibSocket.AF_NETLINK);
            MemorySegment state = arena.allocate(LibC.callState());
            int errno = LibSocket.send(state, socket, message(arena, type, flags, route), kernel);
            if (errno != 0) {
                return errno;
            }
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
            long bytes = LibSocket.receiveFrom(state, socket, buffer, kernel, arena.allocate(JAVA_INT));
            if (bytes < HEADER_BYTES + Integer.BYTES) {
                return bytes < 0 ? LibC.errno(state) : ErrnoException.EINVAL;
            }
            return buffer.get(JAVA_SHORT, 4) == NLMSG_ERROR
                    ? -buffer.get(JAVA_INT, HEADER_BYTES)
                    : ErrnoException.EINVAL;
        }
    }

    private static MemorySegment message(Arena arena, int type, int flags, Blackhole route) {
        byte[] address = route.address().bytes();
        int bytes = HEADER_BYTES + BODY_BYTES + 4 + address.length + 8 + 8;
        MemorySegment message = arena.allocate(bytes, 8);
        message.set(JAVA_INT, 0, bytes);
        message.set(JAVA_SHORT, 4, (short) type);
        message.set(JAVA_SHORT, 6, (short) (REQUEST_ACK | flags));
        MemorySegment rtmsg = message.asSlice(HEADER_BYTES, BODY_BYTES);
        rtmsg.set(JAVA_BYTE, 0, (byte) (route.address().isV4() ? LibSocket.AF_INET : LibSocket.AF_INET6));
        rtmsg.set(JAVA_BYTE, 1, (byte) (8 * address.length));
        rtmsg.set(JAVA_BYTE, 4, (byte) (route.table() < 256 ? route.table() : RT_TABLE_COMPAT));
        rtmsg.set(JAVA_BYTE, 5, (byte) PROTOCOL);
        rtmsg.set(JAVA_BYTE, 7, (byte) RTN_BLACKHOLE);
        int at = HEADER_BYTES + BODY_BYTES;
        attribute(message, at, RTA_DST, 4 + address.length);
        MemorySegment.copy(address, 0, message, JAVA_BYTE, at + 4, address.length);
        at += 4 + address.length;
        attribute(message, at, RTA_PRIORITY, 8);
        message.set(JAVA_INT, at + 4, route.metric());
        attribute(message, at + 8, RTA_TABLE, 8);
        message.set(JAVA_INT, at + 12, route.table());
        return message;
    }

    private static void attribute(MemorySegment message, int at, int type, int bytes) {
        message.set(JAVA_SHORT, at, (short) bytes);
        message.set(JAVA_SHORT, at + 2, (short) type);
    }
}
