// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.Flow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The recorded headers of an IP packet.
///
/// @param protocol the number of the protocol that follows the IP header
/// @param fragment this fragment's offset in bytes
/// @param more     whether more fragments follow this one
/// @param fromPort the source port of TCP or UDP, or the ICMP type
/// @param toPort   the destination port of TCP or UDP, or the ICMP code
/// @param flags    the TCP flags
/// @param inner    the packet inside a tunnel header
record IpHeaders(
        IpAddress source,
        IpAddress destination,
        int protocol,
        int ttl,
        int dscp,
        int fragment,
        boolean more,
        int fromPort,
        int toPort,
        int flags,
        @Nullable IpHeaders inner) {
    private static final int ICMP = 1;
    private static final int IPIP = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int FRAGMENT = 44;
    private static final int ICMPV6 = 58;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int IPV6_BYTES = 40;
    private static final List<String> TCP_FLAGS = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");

    /// @param at the offset of the IP header
    /// @throws IndexOutOfBoundsException if the frame ends before its headers
    static IpHeaders in(ByteBuffer frame, int at, boolean v6) {
        return v6 ? v6(frame, at) : v4(frame, at);
    }

    private static IpHeaders v4(ByteBuffer frame, int at) {
        int fragment = frame.getShort(at + 6) & 0xffff;
        return upper(
                frame,
                at + (frame.get(at) & 0xf) * 4,
                new IpHeaders(
                        address(frame, at + 12, 4),
                        address(frame, at + 16, 4),
                        frame.get(at + 9) & 0xff,
                        frame.get(at + 8) & 0xff,
                        (frame.get(at + 1) & 0xff) >> 2,
                        (fragment & FRAGMENT_OFFSET) * 8,
                        (fragment & MORE_FRAGMENTS) != 0,
                        0,
                        0,
                        0,
                        null));
    }

    private static IpHeaders v6(ByteBuffer frame, int at) {
        return upper(
                frame,
                at + IPV6_BYTES,
                new IpHeaders(
                        address(frame, at + 8, 16),
                        address(frame, at + 24, 16),
                        frame.get(at + 6) & 0xff,
                        frame.get(at + 7) & 0xff,
                        (frame.getInt(at) >>> 20 & 0xff) >> 2,
                        0,
                        false,
                        0,
                        0,
                        0,
                        null));
    }

    private static IpHeaders upper(ByteBuffer frame, int at, IpHeaders ip) {
        if (ip.fragment != 0) {
            return ip;
        }
        return switch (ip.protocol) {
            case TCP -> ip.with(unsignedShort(frame, at), unsignedShort(frame, at + 2), frame.get(at + 13), null);
            case UDP -> ip.with(unsignedShort(frame, at), unsignedShort(frame, at + 2), 0, null);
            case ICMP, ICMPV6 -> ip.with(frame.get(at) & 0xff, frame.get(at + 1) & 0xff, 0, null);
            case IPIP, IPV6 -> ip.with(0, 0, 0, in(frame, at, ip.protocol == IPV6));
            default -> ip;
        };
    }

    private IpHeaders with(int from, int to, int tcpFlags, @Nullable IpHeaders tunnelled) {
        return new IpHeaders(
                source, destination, protocol, ttl, dscp, fragment, more, from, to, tcpFlags & 0x3f, tunnelled);
    }

    /// The packet's flow as the program identifies it; empty if the packet has no ports.
    Optional<Flow> flow() {
        boolean ported = (protocol == TCP || protocol == UDP) && fragment == 0 && fromPort != 0 && toPort != 0;
        return ported
                ? Optional.of(new Flow(
                        source,
                        fromPort,
                        new VirtualService(destination, protocol == TCP ? Protocol.TCP : Protocol.UDP, toPort)))
                : Optional.empty();
    }

    /// Formats the headers on one line for an operator.
    String text() {
        String fragmented = fragment != 0 || more ? ", fragment at " + fragment : "";
        return what() + ", " + (source.isV4() ? "ttl " : "hop limit ") + ttl + ", dscp " + dscp + fragmented;
    }

    private String what() {
        boolean ports = fragment == 0;
        return switch (protocol) {
            case TCP -> ports ? endpoints() + " tcp" + flagText() : addresses() + " tcp";
            case UDP -> ports ? endpoints() + " udp" : addresses() + " udp";
            case ICMP, ICMPV6 -> addresses() + " icmp" + (ports ? " type " + fromPort + " code " + toPort : "");
            case FRAGMENT -> addresses() + " fragment";
            default -> addresses() + (inner == null ? " protocol " + protocol : " tunnel [" + inner.text() + "]");
        };
    }

    private String addresses() {
        return source + " > " + destination;
    }

    private String endpoints() {
        return endpoint(source, fromPort) + " > " + endpoint(destination, toPort);
    }

    private String flagText() {
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < TCP_FLAGS.size(); i++) {
            if ((flags >> i & 1) != 0) {
                set.append(set.isEmpty() ? ' ' : '+').append(TCP_FLAGS.get(i));
            }
        }
        return set.toString();
    }

    private static String endpoint(IpAddress address, int port) {
        return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    private static int unsignedShort(ByteBuffer frame, int at) {
        return frame.getShort(at) & 0xffff;
    }

    private static IpAddress address(ByteBuffer frame, int at, int bytes) {
        byte[] address = new byte[bytes];
        frame.get(at, address);
        return IpAddress.of(address);
    }
}
