// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// The header of method ipip: RFC 2003 for IPv4, RFC 2473 for IPv6.
final class Tunnel {
    private static final int HOPS = 64;
    private static final int IPV4_INSIDE = 4;
    private static final int IPV6_INSIDE = 41;

    private Tunnel() {}

    static int headerBytes(Setup.Server server) {
        return server.address().isV4() ? Ipv4.HEADER_BYTES : Ipv6.HEADER_BYTES;
    }

    /// @param inner as it shall arrive, padding behind it
    static Octets around(IpPacket inner, Setup setup, Setup.Server server) {
        boolean v4 = server.address().isV4();
        Octets header = v4 ? v4Header(inner, setup, server) : v6Header(inner, setup, server);
        Octets frame = inner.frame();
        return frame.range(0, inner.start())
                .with16(inner.ethernet().typeAt(), v4 ? Ethernet.IPV4 : Ethernet.IPV6)
                .then(header)
                .then(frame.range(inner.start(), frame.length()));
    }

    private static Octets v4Header(IpPacket inner, Setup setup, Setup.Server server) {
        boolean dontFragment = inner.dontFragment() || !inner.isV4();
        Octets header = Octets.zeros(Ipv4.HEADER_BYTES)
                .with8(0, 0x45)
                .with8(1, inner.tos())
                .with16(2, Ipv4.HEADER_BYTES + inner.bytes())
                .with16(4, inner.isV4() ? inner.frame().u16(inner.start() + 4) : 0)
                .with16(6, dontFragment ? 0x4000 : 0)
                .with8(8, HOPS)
                .with8(9, inner.isV4() ? IPV4_INSIDE : IPV6_INSIDE)
                .with(12, setup.tunnelV4().octets())
                .with(16, server.address().octets());
        return header.with16(10, Checksum.of(header));
    }

    private static Octets v6Header(IpPacket inner, Setup setup, Setup.Server server) {
        return Octets.zeros(Ipv6.HEADER_BYTES)
                .with16(0, 0x6000 | inner.tos() << 4)
                .with16(4, inner.bytes())
                .with8(6, inner.isV4() ? IPV4_INSIDE : IPV6_INSIDE)
                .with8(7, HOPS)
                .with(8, setup.tunnelV6().octets())
                .with(24, server.address().octets());
    }
}
