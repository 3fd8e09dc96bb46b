// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Step 6: the chain of IPv6 extension headers (RFC 8200 section 4), as far as it can be followed: behind a
/// fragment header with an offset there are no headers any more.
///
/// @param protocol       of what stands behind them
/// @param end            where that begins
/// @param fragmentOffset of the fragment header; it and the following two are 0 and false without one
record ExtensionHeaders(int protocol, int end, int fragmentOffset, boolean moreFragments, long identification) {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MAX_HEADERS = 6;
    private static final int UNIT_BYTES = 8;

    /// @param packet       ends where the packet ends
    /// @param refuseRouted whether a routing header with segments left is refused (step 5)
    static ExtensionHeaders read(Octets packet, int first, int at, boolean refuseRouted) {
        ExtensionHeaders read = new ExtensionHeaders(first, at, 0, false, 0);
        boolean fragmentSeen = false;
        for (int count = 0; read.fragmentOffset == 0 && isExtension(read.protocol); count++) {
            boolean isFragment = read.protocol == FRAGMENT;
            if (count == MAX_HEADERS || fragmentSeen && isFragment) {
                throw new Refused(Way.MALFORMED);
            }
            read = isFragment ? read.behindFragmentHeader(packet) : read.behindHeader(packet, refuseRouted);
            fragmentSeen |= isFragment;
        }
        return read;
    }

    private static boolean isExtension(int protocol) {
        return protocol == HOP_BY_HOP || protocol == ROUTING || protocol == FRAGMENT || protocol == DESTINATION_OPTIONS;
    }

    private ExtensionHeaders behindHeader(Octets packet, boolean refuseRouted) {
        need(packet, UNIT_BYTES);
        int bytes = (packet.u8(end + 1) + 1) * UNIT_BYTES;
        need(packet, bytes);
        if (refuseRouted && protocol == ROUTING && packet.u8(end + 3) != 0) {
            throw new Refused(Way.SOURCE_ROUTED);
        }
        return new ExtensionHeaders(packet.u8(end), end + bytes, fragmentOffset, moreFragments, identification);
    }

    private ExtensionHeaders behindFragmentHeader(Octets packet) {
        need(packet, UNIT_BYTES);
        int offsetAndFlags = packet.u16(end + 2);
        return new ExtensionHeaders(
                packet.u8(end), end + UNIT_BYTES, offsetAndFlags >> 3, (offsetAndFlags & 1) != 0, packet.u32(end + 4));
    }

    private void need(Octets packet, int bytes) {
        if (!packet.holds(end, bytes)) {
            throw new Refused(Way.MALFORMED);
        }
    }
}
