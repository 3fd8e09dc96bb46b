// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// RFC 791.
final class Ipv4 {
    static final int HEADER_BYTES = 20;
    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int STRICT_SOURCE_ROUTE = 137;

    private Ipv4() {}

    /// Step 2.
    static boolean standsAt(Octets frame, int at) {
        return frame.holds(at, HEADER_BYTES) && frame.u8(at) >> 4 == 4 && headerBytes(frame, at) >= HEADER_BYTES;
    }

    static int headerBytes(Octets frame, int at) {
        return (frame.u8(at) & 15) * 4;
    }

    static int protocol(Octets frame, int at) {
        return frame.u8(at + 9);
    }

    static int fragmentOffset(Octets frame, int at) {
        return frame.u16(at + 6) & 0x1fff;
    }

    static Address source(Octets frame, int at) {
        return new Address(frame.range(at + 12, at + 16));
    }

    static Address destination(Octets frame, int at) {
        return new Address(frame.range(at + 16, at + 20));
    }

    /// Steps 4, 5 and 7.
    static IpPacket read(Octets frame, Ethernet ethernet) {
        int at = ethernet.payload();
        int headerBytes = headerBytes(frame, at);
        int totalLength = frame.u16(at + 2);
        if (totalLength < headerBytes || !frame.holds(at, totalLength)) {
            throw new Refused(Way.MALFORMED);
        }
        readOptions(frame.range(at + HEADER_BYTES, at + headerBytes));
        return new IpPacket(
                frame,
                ethernet,
                at + totalLength,
                source(frame, at),
                destination(frame, at),
                protocol(frame, at),
                at + headerBytes,
                fragment(frame, at));
    }

    private static void readOptions(Octets options) {
        int at = 0;
        while (at < options.length() && options.u8(at) != END_OF_OPTIONS) {
            int type = options.u8(at);
            if (type == NO_OPERATION) {
                at++;
                continue;
            }
            if (!options.holds(at, 2) || options.u8(at + 1) < 2 || !options.holds(at, options.u8(at + 1))) {
                throw new Refused(Way.MALFORMED);
            }
            if (type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) {
                throw new Refused(Way.SOURCE_ROUTED);
            }
            at += options.u8(at + 1);
        }
    }

    private static Fragment fragment(Octets frame, int at) {
        boolean more = (frame.u16(at + 6) & 0x2000) != 0;
        Fragment.Key key =
                new Fragment.Key(source(frame, at), destination(frame, at), protocol(frame, at), frame.u16(at + 4));
        return Fragment.of(fragmentOffset(frame, at), more, key);
    }
}
