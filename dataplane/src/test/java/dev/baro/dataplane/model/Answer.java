// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// What the balancer itself sends to clients, in the VIP's name.
final class Answer {
    private static final int HOPS = 64;
    /// RFC 1812 section 4.3.2.3.
    private static final int MAX_ERROR_V4 = 576;
    /// RFC 4443 section 2.4 (c).
    private static final int MAX_ERROR_V6 = 1280;

    private Answer() {}

    /// To an echo request: addresses swapped, which no checksum notices, type and TTL changed.
    static Octets toEcho(IpPacket packet) {
        int icmp = packet.payload();
        Octets before = packet.frame();
        Octets after = before.with8(icmp, packet.isV4() ? 0 : 129);
        int checksum =
                Checksum.updated(before.u16(icmp + 2), before.range(icmp, icmp + 2), after.range(icmp, icmp + 2));
        return sentBack(packet, after.with16(icmp + 2, checksum));
    }

    /// To a later fragment of one.
    static Octets toEchoFragment(IpPacket packet) {
        return sentBack(packet, packet.frame());
    }

    private static Octets sentBack(IpPacket packet, Octets frame) {
        Octets after = frame.with8(packet.start() + (packet.isV4() ? 8 : 7), HOPS);
        after = withAddressesSwapped(packet, after);
        return Ethernet.withMacsSwapped(
                Rewrite.headerSumUpdated(packet, packet.with(after)).frame());
    }

    /// "Packet too big" (RFC 1191, RFC 4443 section 3.2).
    ///
    /// @param mtu of the packet that came, the largest that would fit
    static Octets tooBig(IpPacket packet, int mtu) {
        int room = packet.isV4() ? MAX_ERROR_V4 - Ipv4.HEADER_BYTES : MAX_ERROR_V6 - Ipv6.HEADER_BYTES;
        int quotedEnd = Math.min(packet.end(), packet.start() + room - Icmp.HEADER_BYTES);
        Octets quoted = packet.frame().range(packet.start(), quotedEnd);
        Octets ethernet = Ethernet.withMacsSwapped(packet.frame().range(0, packet.start()));
        return ethernet.then(packet.isV4() ? tooBigV4(packet, quoted, mtu) : tooBigV6(packet, quoted, mtu));
    }

    private static Octets tooBigV4(IpPacket packet, Octets quoted, int mtu) {
        Octets icmp = Octets.zeros(Icmp.HEADER_BYTES)
                .with8(0, 3)
                .with8(1, 4)
                .with16(6, mtu)
                .then(quoted);
        Octets header = Octets.zeros(Ipv4.HEADER_BYTES)
                .with8(0, 0x45)
                .with16(2, Ipv4.HEADER_BYTES + icmp.length())
                .with8(8, HOPS)
                .with8(9, IpPacket.ICMPV4)
                .with(12, packet.destination().octets())
                .with(16, packet.source().octets());
        return header.with16(10, Checksum.of(header)).then(icmp.with16(2, Checksum.of(icmp)));
    }

    private static Octets tooBigV6(IpPacket packet, Octets quoted, int mtu) {
        Octets icmp = Octets.zeros(Icmp.HEADER_BYTES).with8(0, 2).with32(4, mtu).then(quoted);
        Octets addresses = packet.destination().octets().then(packet.source().octets());
        Octets pseudo = addresses.then(
                Octets.zeros(8).with32(0, icmp.length()).with8(7, IpPacket.ICMPV6)); // RFC 8200 section 8.1
        return Octets.zeros(8)
                .with8(0, 0x60)
                .with16(4, icmp.length())
                .with8(6, IpPacket.ICMPV6)
                .with8(7, HOPS)
                .then(addresses)
                .then(icmp.with16(2, Checksum.of(pseudo.then(icmp))));
    }

    private static Octets withAddressesSwapped(IpPacket packet, Octets frame) {
        Octets swapped = packet.destination().octets().then(packet.source().octets());
        return frame.with(packet.start() + (packet.isV4() ? 12 : 8), swapped);
    }
}
