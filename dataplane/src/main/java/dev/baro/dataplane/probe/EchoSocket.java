// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import dev.baro.dataplane.kernel.LibSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/// One raw socket for all echo requests of an IP version (RFC 792, RFC 4443 section 4). One thread sends and
/// another receives. Each call blocks for at most its stated time.
public final class EchoSocket implements AutoCloseable {
    /// The result of sending.
    public enum Sent {
        YES,
        /// This host has no route, or its firewall rejects the packet.
        NO_ROUTE,
        /// Memory ran out or the queue was full; the packet did not leave this host.
        NOT
    }

    public enum Kind {
        REPLY,
        /// The TTL expired at a router, which quotes the request.
        TIME_EXCEEDED,
        /// A router or host quotes the request that it could not deliver.
        UNREACHABLE,
        /// A host quotes a request in a tunnel: the tunnel's IP protocol or port is unreachable.
        NO_TUNNEL
    }

    /// A request to send.
    ///
    /// @param tos   the TOS octet (IPv4) or the traffic class (IPv6), 0..255
    /// @param ttl   1..255
    /// @param id    the identifier, 0..65,535; the sequence number has the same range
    /// @param token the data that only the true reply can repeat
    public record Request(IpAddress to, int tos, int ttl, int id, int sequence, long token) {}

    /// A received reply or error.
    ///
    /// @param from  the sender
    /// @param code  the code of the error; 0 for a reply
    /// @param tos   the TOS octet of the quoted request on its arrival at the router; 0 for a reply
    /// @param token the token of a reply; 0 for an error, which may not quote the token
    public record Received(Kind kind, IpAddress from, int code, int tos, int id, int sequence, long token) {
        private Received with(Kind other) {
            return new Received(other, from, code, tos, id, sequence, token);
        }
    }

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong NETWORK_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_IPV6 = 41;
    private static final int SOL_RAW = 255;

    /// The equivalent options of the two families: IP_TOS and IPV6_TCLASS, IP_TTL and IPV6_UNICAST_HOPS.
    private static final int IP_TOS = 1;
    private static final int IPV6_TCLASS = 67;
    private static final int IP_TTL = 2;
    private static final int IPV6_UNICAST_HOPS = 16;

    /// Room for the answers to ten thousand probes in a second, with the kernel's overhead for each.
    private static final int RECEIVE_BUFFER_BYTES = 16 << 20;

    private static final int REQUEST_BYTES = 16;
    private static final int BUFFER_BYTES = 2048;

    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int ECHO = 8;
    private static final int TIME_EXCEEDED = 11;
    private static final int ECHO_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;
    private static final int UNREACHABLE_V6 = 1;
    private static final int TIME_EXCEEDED_V6 = 3;
    private static final int PARAMETER_PROBLEM_V6 = 4;
    private static final int PROTOCOL_UNREACHABLE = 2;
    private static final int PORT_UNREACHABLE = 3;
    private static final int PORT_UNREACHABLE_V6 = 4;
    private static final int IPPROTO_IPIP = 4;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_HEADER_BYTES = 40;

    private final boolean v4;
    private final Arena arena = Arena.ofShared();
    private final Fd socket;
    private final MemorySegment sendState = arena.allocate(LibC.callState());
    private final MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
    private final MemorySegment to;
    private final MemorySegment receiveState = arena.allocate(LibC.callState());
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
    private final MemorySegment from;
    private final MemorySegment fromLength = arena.allocate(JAVA_INT);
    private int tos;
    private int ttl;

    private EchoSocket(boolean v4, Fd socket) {
        this.v4 = v4;
        this.socket = socket;
        this.to = arena.allocate(v4 ? 16 : 28, 4);
        this.from = arena.allocate(v4 ? 16 : 28, 4);
    }

    /// @param receiveTimeoutMs the maximum wait of [#receive()]
    /// @throws DataplaneException if this process lacks CAP_NET_RAW
    public static EchoSocket open(boolean v4, int receiveTimeoutMs) {
        try {
            Fd fd = LibSocket.open(
                    "icmp socket",
                    v4 ? LibSocket.AF_INET : LibSocket.AF_INET6,
                    LibSocket.SOCK_RAW,
                    v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
            prepare(v4, fd, receiveTimeoutMs);
            return new EchoSocket(v4, fd);
        } catch (ErrnoException e) {
            throw new DataplaneException(
                    DataplaneException.Kind.PRIVILEGE,
                    "pinging requires root, or CAP_NET_RAW and CAP_NET_ADMIN: " + e.getMessage(),
                    e);
        }
    }

    private static void prepare(boolean v4, Fd fd, int receiveTimeoutMs) {
        try (Arena arena = Arena.ofConfined()) {
            LibSocket.receiveTimeout(fd, receiveTimeoutMs);
            LibSocket.option("receive buffer", fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
            MemorySegment filter = v4 ? filterV4(arena) : filterV6(arena);
            LibSocket.option("icmp filter", fd, v4 ? SOL_RAW : IPPROTO_ICMPV6, 1, filter);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /// `struct icmp_filter`: a bit for each blocked type.
    private static MemorySegment filterV4(Arena arena) {
        int wanted = 1 << ECHO_REPLY | 1 << UNREACHABLE | 1 << TIME_EXCEEDED;
        return arena.allocateFrom(JAVA_INT, ~wanted);
    }

    /// `struct icmp6_filter`: the same with 256 bits (RFC 3542 section 3.2, inverted in Linux).
    private static MemorySegment filterV6(Arena arena) {
        MemorySegment filter = arena.allocate(32, 4);
        filter.fill((byte) 0xff);
        for (int type : new int[] {ECHO_REPLY_V6, UNREACHABLE_V6, TIME_EXCEEDED_V6, PARAMETER_PROBLEM_V6}) {
            int word = filter.getAtIndex(JAVA_INT, type >>> 5);
            filter.setAtIndex(JAVA_INT, type >>> 5, word & ~(1 << (type & 31)));
        }
        return filter;
    }

    /// Sends a request. Never blocks for long, because it waits only for the socket's queue.
    public Sent send(Request what) {
        setTos(what.tos());
        setTtl(what.ttl());
        write(what);
        return switch (LibSocket.send(sendState, socket, request, address(what.to()))) {
            case 0 -> Sent.YES;
            case 1, 13, 22, 99, 101, 113 -> Sent.NO_ROUTE; // EPERM EACCES EINVAL EADDRNOTAVAIL ENETUNREACH EHOSTUNREACH
            default -> Sent.NOT;
        };
    }

    /// Receives a reply or an error. Blocks for at most the receive timeout.
    ///
    /// @return the reply or error; empty if nothing arrived, or only an unrelated message
    public Optional<Received> receive() {
        long bytes = LibSocket.receiveFrom(receiveState, socket, buffer, from, fromLength);
        if (bytes <= 0) {
            return Optional.empty();
        }
        MemorySegment packet = buffer.asSlice(0, bytes);
        return v4 ? receivedV4(packet) : receivedV6(packet);
    }

    /// Closes the socket. No other call may be running.
    @Override
    public void close() {
        socket.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private void setTos(int wanted) {
        if (wanted != tos) {
            LibSocket.option("tos", socket, v4 ? 0 : SOL_IPV6, v4 ? IP_TOS : IPV6_TCLASS, wanted);
            tos = wanted;
        }
    }

    private void setTtl(int wanted) {
        if (wanted != ttl) {
            LibSocket.option("ttl", socket, v4 ? 0 : SOL_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS, wanted);
            ttl = wanted;
        }
    }

    /// The message: type, code, checksum, identifier, sequence number, token. For ICMPv6, the
    /// kernel computes the checksum.
    private void write(Request what) {
        request.set(JAVA_BYTE, 0, (byte) (v4 ? ECHO : ECHO_V6));
        request.set(JAVA_BYTE, 1, (byte) 0);
        request.set(JAVA_SHORT, 2, (short) 0);
        request.set(NETWORK_SHORT, 4, (short) what.id());
        request.set(NETWORK_SHORT, 6, (short) what.sequence());
        request.set(NETWORK_LONG, 8, what.token());
        if (v4) {
            request.set(NETWORK_SHORT, 2, checksum(request));
        }
    }

    /// RFC 1071.
    private static short checksum(MemorySegment message) {
        int sum = 0;
        for (long at = 0; at < message.byteSize(); at += 2) {
            sum += message.get(NETWORK_SHORT, at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    private MemorySegment address(IpAddress destination) {
        byte[] bytes = destination.bytes();
        to.set(JAVA_SHORT, 0, (short) (v4 ? LibSocket.AF_INET : LibSocket.AF_INET6));
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, v4 ? 4 : 8, bytes.length);
        return to;
    }

    /// Skips the IP header, which a raw IPv4 socket also returns.
    private Optional<Received> receivedV4(MemorySegment packet) {
        int header = headerBytes(packet);
        IpAddress source = IpAddress.of(from.asSlice(4, 4).toArray(JAVA_BYTE));
        if (packet.byteSize() < header + 16) {
            return Optional.empty();
        }
        MemorySegment message = packet.asSlice(header);
        int type = message.get(JAVA_BYTE, 0) & 0xff;
        if (type == ECHO_REPLY) {
            return Optional.of(reply(source, message));
        }
        return quotedV4(source, message, message.asSlice(8), false);
    }

    /// @param tunnelled whether the quoted packet was in a tunnel
    private Optional<Received> quotedV4(
            IpAddress source, MemorySegment message, MemorySegment quoted, boolean tunnelled) {
        int header = quoted.byteSize() < 20 ? BUFFER_BYTES : headerBytes(quoted);
        if (quoted.byteSize() < header + 8) {
            return Optional.empty();
        }
        MemorySegment inner = quoted.asSlice(header);
        return switch (quoted.get(JAVA_BYTE, 9)) {
            case IPPROTO_ICMP ->
                error(source, message, quoted.get(JAVA_BYTE, 1), inner)
                        .map(error -> tunnelled ? ofTunnel(error) : error);
            case IPPROTO_IPIP -> tunnelled ? Optional.empty() : quotedV4(source, message, inner, true);
            default -> Optional.empty();
        };
    }

    /// Linux reports that the port is unreachable if it supports the protocol but has no such tunnel.
    private Received ofTunnel(Received error) {
        boolean noTunnel = v4
                ? error.code == PROTOCOL_UNREACHABLE || error.code == PORT_UNREACHABLE
                : error.code == PORT_UNREACHABLE_V6;
        return noTunnel && error.kind == Kind.UNREACHABLE ? error.with(Kind.NO_TUNNEL) : error;
    }

    private static int headerBytes(MemorySegment ipv4) {
        return (ipv4.get(JAVA_BYTE, 0) & 0x0f) * 4;
    }

    private Optional<Received> receivedV6(MemorySegment message) {
        IpAddress source = IpAddress.of(from.asSlice(8, 16).toArray(JAVA_BYTE));
        if (message.byteSize() < 16) {
            return Optional.empty();
        }
        if ((message.get(JAVA_BYTE, 0) & 0xff) == ECHO_REPLY_V6) {
            return Optional.of(reply(source, message));
        }
        return quotedV6(source, message, message.asSlice(8), false);
    }

    private Optional<Received> quotedV6(
            IpAddress source, MemorySegment message, MemorySegment quoted, boolean tunnelled) {
        if (quoted.byteSize() < IPV6_HEADER_BYTES + 8) {
            return Optional.empty();
        }
        MemorySegment inner = quoted.asSlice(IPV6_HEADER_BYTES);
        return switch (quoted.get(JAVA_BYTE, 6)) {
            case IPPROTO_ICMPV6 ->
                error(source, message, trafficClass(quoted), inner).map(error -> tunnelled ? ofTunnel(error) : error);
            case IPPROTO_IPV6 -> tunnelled ? Optional.empty() : quotedV6(source, message, inner, true);
            default -> Optional.empty();
        };
    }

    private static byte trafficClass(MemorySegment ipv6) {
        return (byte) (ipv6.get(JAVA_BYTE, 0) << 4 | (ipv6.get(JAVA_BYTE, 1) & 0xff) >>> 4);
    }

    private static Received reply(IpAddress source, MemorySegment message) {
        return new Received(
                Kind.REPLY,
                source,
                0,
                0,
                message.get(NETWORK_SHORT, 4) & 0xffff,
                message.get(NETWORK_SHORT, 6) & 0xffff,
                message.get(NETWORK_LONG, 8));
    }

    private Optional<Received> error(IpAddress source, MemorySegment message, byte quotedTos, MemorySegment echo) {
        if ((echo.get(JAVA_BYTE, 0) & 0xff) != (v4 ? ECHO : ECHO_V6)) {
            return Optional.empty();
        }
        return Optional.of(new Received(
                kind(message.get(JAVA_BYTE, 0) & 0xff),
                source,
                message.get(JAVA_BYTE, 1) & 0xff,
                quotedTos & 0xff,
                echo.get(NETWORK_SHORT, 4) & 0xffff,
                echo.get(NETWORK_SHORT, 6) & 0xffff,
                0));
    }

    /// A host that does not support the IP protocol reports a parameter problem in ICMPv6 (RFC 4443 section 3.4).
    private Kind kind(int type) {
        if (type == (v4 ? TIME_EXCEEDED : TIME_EXCEEDED_V6)) {
            return Kind.TIME_EXCEEDED;
        }
        return !v4 && type == PARAMETER_PROBLEM_V6 ? Kind.NO_TUNNEL : Kind.UNREACHABLE;
    }
}
