// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Step 15 without the tunnel header: what changes in the client's packet itself.
final class Rewrite {
    private Rewrite() {}

    /// For method dscp.
    static IpPacket toServer(IpPacket packet, Address server, int dscp) {
        int tos = dscp << 2 | packet.tos() & 3;
        IpPacket changed = packet.with(withTransportChecksum(packet, server));
        changed = changed.with(withTos(changed, tos));
        int destinationAt = packet.start() + (packet.isV4() ? 16 : 24);
        return headerSumUpdated(
                packet, withTtl(changed.with(changed.frame().with(destinationAt, server.octets())), packet.ttl() - 1));
    }

    /// For the methods that leave the addresses as they are.
    static IpPacket lastHop(IpPacket packet) {
        return headerSumUpdated(packet, withTtl(packet, 1));
    }

    /// The IPv4 header checksum of `after`, which is `before` with other header fields.
    static IpPacket headerSumUpdated(IpPacket before, IpPacket after) {
        if (!before.isV4()) {
            return after;
        }
        int start = before.start();
        int end = start + Ipv4.HEADER_BYTES;
        int checksum = Checksum.updated(
                before.frame().u16(start + 10),
                before.frame().range(start, end),
                after.frame().range(start, end));
        return after.with(after.frame().with16(start + 10, checksum));
    }

    private static IpPacket withTtl(IpPacket packet, int ttl) {
        int ttlAt = packet.start() + (packet.isV4() ? 8 : 7);
        return packet.with(packet.frame().with8(ttlAt, ttl));
    }

    private static Octets withTos(IpPacket packet, int tos) {
        int start = packet.start();
        if (packet.isV4()) {
            return packet.frame().with8(start + 1, tos);
        }
        return packet.frame().with16(start, packet.frame().u16(start) & 0xf00f | tos << 4);
    }

    /// The pseudo headers of TCP, UDP and ICMPv6 hold the destination (RFC 9293, 768, 8200 section 8.1); ICMPv4
    /// has none, and a later fragment no header.
    private static Octets withTransportChecksum(IpPacket packet, Address server) {
        if (packet.fragment() instanceof Fragment.Later) {
            return packet.frame();
        }
        return switch (packet.protocol()) {
            case IpPacket.TCP -> updated(packet, packet.payload() + 16, server);
            case IpPacket.UDP -> {
                int at = packet.payload() + 6;
                Octets changed = updated(packet, at, server);
                boolean none = packet.frame().u16(at) == 0;
                yield none ? packet.frame() : changed.u16(at) == 0 ? changed.with16(at, 0xffff) : changed;
            }
            case IpPacket.ICMPV6 -> updated(packet, packet.payload() + 2, server);
            default -> packet.frame();
        };
    }

    private static Octets updated(IpPacket packet, int at, Address server) {
        int checksum = packet.frame().u16(at);
        Octets vip = packet.destination().octets();
        return packet.frame().with16(at, Checksum.updated(checksum, vip, server.octets()));
    }
}
