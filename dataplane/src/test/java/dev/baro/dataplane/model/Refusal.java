// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.Optional;

/// The section "Refused": what clients are told whose packets no real server gets.
final class Refusal {
    private static final int MOST_V4 = 576;
    private static final int MOST_V6 = 1280;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    private Refusal() {}

    /// @return the frame that goes back; nothing where the sender must not be told
    static Optional<Octets> of(IpPacket packet) {
        if (!Transport.isServed(packet.protocol()) || packet.fragment() instanceof Fragment.Later) {
            return Optional.empty(); // an ICMP error, or part of a packet: no error is about these
        }
        return packet.protocol() == IpPacket.TCP
                ? reset(packet).map(tcp -> back(packet, packet.destination(), IpPacket.TCP, tcp))
                : Optional.of(error(packet, packet.isV4() ? 3 : 1, packet.isV4() ? 3 : 4, packet.destination()));
    }

    /// By the router that the packet reached with its last hop.
    static Optional<Octets> timeExceeded(IpPacket packet, Setup setup) {
        Address router = packet.isV4() ? setup.tunnelV4() : setup.tunnelV6();
        return Optional.of(error(packet, packet.isV4() ? 11 : 3, 0, router));
    }

    /// RFC 9293 section 3.10.7.1, its checksum left out.
    private static Optional<Octets> reset(IpPacket packet) {
        Octets tcp = packet.frame().range(packet.payload(), packet.end());
        int flags = tcp.u8(13);
        int headerBytes = (tcp.u8(12) >> 4) * 4;
        if ((flags & RST) != 0 || headerBytes < TCP_HEADER_BYTES || headerBytes > tcp.length()) {
            return Optional.empty();
        }
        Octets reset = Octets.zeros(TCP_HEADER_BYTES)
                .with16(0, tcp.u16(2))
                .with16(2, tcp.u16(0))
                .with8(12, TCP_HEADER_BYTES / 4 << 4);
        if ((flags & ACK) != 0) {
            return Optional.of(reset.with(4, tcp.range(8, 12)).with8(13, RST));
        }
        if (packet.fragment() instanceof Fragment.First) {
            return Optional.empty(); // how long the segment is, nothing tells
        }
        long behind = tcp.u32(4) + tcp.length() - headerBytes;
        behind += (flags & SYN) != 0 ? 1 : 0;
        behind += (flags & FIN) != 0 ? 1 : 0;
        return Optional.of(reset.with32(8, behind).with8(13, RST | ACK));
    }

    /// ICMP (RFC 792, RFC 4443) about a packet, of which it quotes what fits.
    private static Octets error(IpPacket packet, int type, int code, Address from) {
        int headers = (packet.isV4() ? Ipv4.HEADER_BYTES : Ipv6.HEADER_BYTES) + Icmp.HEADER_BYTES;
        int quoted = Math.min(packet.bytes(), (packet.isV4() ? MOST_V4 : MOST_V6) - headers);
        Octets quote = packet.frame().range(packet.start(), packet.start() + quoted);
        Octets message =
                Octets.zeros(Icmp.HEADER_BYTES).with8(0, type).with8(1, code).then(quote);
        return back(packet, from, packet.isV4() ? IpPacket.ICMPV4 : IpPacket.ICMPV6, message);
    }

    /// By the way that the packet came, to its source.
    ///
    /// @param message with a checksum of 0
    private static Octets back(IpPacket packet, Address from, int protocol, Octets message) {
        Octets ethernet = Ethernet.withMacsSwapped(packet.frame().range(0, packet.start()));
        Octets addresses = from.octets().then(packet.source().octets());
        Octets covered = protocol == IpPacket.ICMPV4
                ? message
                : addresses
                        .then(Octets.zeros(8).with32(0, message.length()).with8(7, protocol))
                        .then(message);
        Octets whole = message.with16(protocol == IpPacket.TCP ? 16 : 2, Checksum.of(covered));
        return ethernet.then(packet.isV4() ? v4(addresses, protocol, whole) : v6(addresses, protocol, whole));
    }

    private static Octets v4(Octets addresses, int protocol, Octets message) {
        Octets header = Octets.zeros(12)
                .with8(0, 0x45)
                .with16(2, Ipv4.HEADER_BYTES + message.length())
                .with8(8, 64)
                .with8(9, protocol)
                .then(addresses);
        return header.with16(10, Checksum.of(header)).then(message);
    }

    private static Octets v6(Octets addresses, int protocol, Octets message) {
        return Octets.zeros(8)
                .with8(0, 0x60)
                .with16(4, message.length())
                .with8(6, protocol)
                .with8(7, 64)
                .then(addresses)
                .then(message);
    }
}
