// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// RFC 8200.
final class Ipv6 {
    static final int HEADER_BYTES = 40;
    /// Only the first fragment's counts, and others may have another one (section 4.5).
    private static final int ANY_NEXT_HEADER = 0;

    private Ipv6() {}

    /// Step 2.
    static boolean standsAt(Octets frame, int at) {
        return frame.holds(at, HEADER_BYTES) && frame.u8(at) >> 4 == 6;
    }

    static int nextHeader(Octets frame, int at) {
        return frame.u8(at + 6);
    }

    static Address source(Octets frame, int at) {
        return new Address(frame.range(at + 8, at + 24));
    }

    static Address destination(Octets frame, int at) {
        return new Address(frame.range(at + 24, at + 40));
    }

    /// Steps 4 to 7.
    static IpPacket read(Octets frame, Ethernet ethernet) {
        int at = ethernet.payload();
        int end = at + HEADER_BYTES + frame.u16(at + 4);
        if (end > frame.length()) {
            throw new Refused(Way.MALFORMED);
        }
        ExtensionHeaders headers =
                ExtensionHeaders.read(frame.range(0, end), nextHeader(frame, at), at + HEADER_BYTES, true);
        Fragment.Key key =
                new Fragment.Key(source(frame, at), destination(frame, at), ANY_NEXT_HEADER, headers.identification());
        return new IpPacket(
                frame,
                ethernet,
                end,
                source(frame, at),
                destination(frame, at),
                headers.protocol(),
                headers.end(),
                Fragment.of(headers.fragmentOffset(), headers.moreFragments(), key));
    }
}
