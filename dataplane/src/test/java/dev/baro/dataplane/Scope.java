// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import dev.baro.dataplane.model.Way;

/// How much of the page the program under test follows.
enum Scope {
    /// IPv4 by method dscp: no VLAN, no fragments, no ICMP, no options but padding ones, no check of the size.
    IPV4_DSCP,
    WHOLE;

    static final Scope IN_FORCE = WHOLE;

    /// Whether packets leave that way here.
    boolean reaches(Way way) {
        return switch (this) {
            case IPV4_DSCP ->
                switch (way) {
                    case NOT_A_VIP, FORWARDED, REDIRECTED, PORT_NOT_SERVED, NO_SERVER, TTL_EXPIRED, OTHER_PROTOCOL ->
                        true;
                    case ROUTED_BY_KERNEL, ANSWERED, TOO_BIG, NO_ROUTE, FRAGMENT_UNKNOWN, SOURCE_ROUTED, MALFORMED ->
                        false;
                };
            case WHOLE -> way != Way.NO_ROUTE; // every next hop is known
        };
    }

    boolean covers(byte[] frame) {
        return switch (this) {
            case IPV4_DSCP -> isIpv4Dscp(frame);
            case WHOLE -> true;
        };
    }

    private static boolean isIpv4Dscp(byte[] frame) {
        int type = u16(frame, 12);
        if (type == Packet.CUSTOMER_TAG || type == Packet.SERVICE_TAG || type == 0x86dd) {
            return false;
        }
        if (type != 0x0800 || frame.length < 34) {
            return true;
        }
        int headerBytes = (frame[14] & 15) * 4;
        int total = u16(frame, 16);
        int protocol = frame[23] & 0xff;
        boolean whole = total >= headerBytes + (protocol == Packet.TCP ? 20 : 8) && 14 + total <= frame.length;
        int port = whole ? u16(frame, 14 + headerBytes + 2) : 0;
        return whole
                && (port <= Setups.DSCP || port == Setups.REDIRECTED || port >= Setups.HASH)
                && total <= Setups.MTU
                && protocol != Packet.ICMPV4
                && (u16(frame, 20) & 0x3fff) == 0
                && onlyNoOperations(frame, headerBytes);
    }

    private static boolean onlyNoOperations(byte[] frame, int headerBytes) {
        for (int at = 34; at < 14 + headerBytes; at++) {
            if (frame[at] != 1) {
                return false;
            }
        }
        return true;
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }
}
