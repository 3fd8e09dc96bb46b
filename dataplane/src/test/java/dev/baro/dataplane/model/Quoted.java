// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// The packet that an ICMP error quotes, of which as little as its ports may be there.
///
/// @param protocol behind the IP headers
/// @param portsAt  where the ports stand, unless it is a later fragment
record Quoted(Address source, Address destination, int protocol, int portsAt, boolean laterFragment) {
    private static final int PORTS_BYTES = 4;

    /// @param at where it begins in the frame
    static Flow read(IpPacket error, int at) {
        Octets whole = error.frame().range(0, error.end());
        Quoted quoted = error.isV4() ? readV4(whole, at) : readV6(whole, at);
        if (quoted.laterFragment
                || !Transport.isServed(quoted.protocol)
                || !quoted.source.equals(error.destination())) {
            throw new Refused(Way.OTHER_PROTOCOL);
        }
        if (!whole.holds(quoted.portsAt, PORTS_BYTES)) {
            throw new Refused(Way.MALFORMED);
        }
        return new Flow(
                quoted.protocol,
                quoted.destination,
                whole.u16(quoted.portsAt + 2),
                quoted.source,
                whole.u16(quoted.portsAt));
    }

    private static Quoted readV4(Octets whole, int at) {
        if (!Ipv4.standsAt(whole, at) || !whole.holds(at, Ipv4.headerBytes(whole, at))) {
            throw new Refused(Way.MALFORMED);
        }
        return new Quoted(
                Ipv4.source(whole, at),
                Ipv4.destination(whole, at),
                Ipv4.protocol(whole, at),
                at + Ipv4.headerBytes(whole, at),
                Ipv4.fragmentOffset(whole, at) != 0);
    }

    private static Quoted readV6(Octets whole, int at) {
        if (!Ipv6.standsAt(whole, at)) {
            throw new Refused(Way.MALFORMED);
        }
        ExtensionHeaders headers =
                ExtensionHeaders.read(whole, Ipv6.nextHeader(whole, at), at + Ipv6.HEADER_BYTES, false);
        return new Quoted(
                Ipv6.source(whole, at),
                Ipv6.destination(whole, at),
                headers.protocol(),
                headers.end(),
                headers.fragmentOffset() != 0);
    }
}
