// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;
import java.util.Arrays;
import java.util.Optional;

/// An ICMP error's information about the UDP datagram that caused it: the datagram's header as the answering
/// host received it (RFC 792, RFC 4443 section 3).
///
/// @param expired     whether the TTL expired; otherwise the datagram failed for another reason
/// @param destination the datagram's destination on arrival at that host
/// @param dscp        the value on arrival, 0..63
/// @param ttl         the TTL on arrival, 0..255; the hop limit of IPv6
/// @param udpBytes    the length in the UDP header, 8 for a datagram without content
record IcmpQuote(
        boolean expired, IpAddress destination, int dscp, int ttl, int sourcePort, int destinationPort, int udpBytes) {
    static final int V4_UNREACHABLE = 3;
    static final int V4_TIME_EXCEEDED = 11;
    static final int V6_UNREACHABLE = 1;
    static final int V6_TIME_EXCEEDED = 3;

    private static final int ICMP_HEADER_BYTES = 8;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int V4_HEADER_BYTES = 20;
    private static final int V6_HEADER_BYTES = 40;
    private static final int UDP = 17;

    /// @param packet the packet from the IPv4 header on, as read from a raw socket
    /// @return the quote; empty unless the packet is a complete error that quotes a UDP datagram
    static Optional<IcmpQuote> ofV4(byte[] packet) {
        if (packet.length < V4_HEADER_BYTES) {
            return Optional.empty();
        }
        int icmp = (packet[0] & 0xf) * 4;
        int quoted = icmp + ICMP_HEADER_BYTES;
        if (packet.length < quoted + V4_HEADER_BYTES || packet[quoted] >> 4 != 4 || at(packet, quoted + 9) != UDP) {
            return Optional.empty();
        }
        int udp = quoted + (packet[quoted] & 0xf) * 4;
        int type = at(packet, icmp);
        if (packet.length < udp + UDP_HEADER_BYTES || type != V4_UNREACHABLE && type != V4_TIME_EXCEEDED) {
            return Optional.empty();
        }
        return Optional.of(new IcmpQuote(
                type == V4_TIME_EXCEEDED,
                IpAddress.of(Arrays.copyOfRange(packet, quoted + 16, quoted + 20)),
                at(packet, quoted + 1) >> 2,
                at(packet, quoted + 8),
                word(packet, udp),
                word(packet, udp + 2),
                word(packet, udp + 4)));
    }

    /// @param message the message from the ICMPv6 header on, as read from a raw socket
    /// @return the quote; empty unless the message is a complete error that quotes a UDP
    /// datagram without extension headers
    static Optional<IcmpQuote> ofV6(byte[] message) {
        int quoted = ICMP_HEADER_BYTES;
        int udp = quoted + V6_HEADER_BYTES;
        if (message.length < udp + UDP_HEADER_BYTES || at(message, quoted + 6) != UDP) {
            return Optional.empty();
        }
        int type = at(message, 0);
        if (type != V6_UNREACHABLE && type != V6_TIME_EXCEEDED) {
            return Optional.empty();
        }
        return Optional.of(new IcmpQuote(
                type == V6_TIME_EXCEEDED,
                IpAddress.of(Arrays.copyOfRange(message, quoted + 24, quoted + 40)),
                word(message, quoted) >> 6 & 0x3f,
                at(message, quoted + 7),
                word(message, udp),
                word(message, udp + 2),
                word(message, udp + 4)));
    }

    private static int at(byte[] bytes, int offset) {
        return bytes[offset] & 0xff;
    }

    private static int word(byte[] bytes, int offset) {
        return at(bytes, offset) << 8 | at(bytes, offset + 1);
    }
}
