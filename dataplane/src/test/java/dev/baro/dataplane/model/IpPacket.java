// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// An IPv4 or IPv6 packet in a frame, as the steps 2 to 7 leave it.
///
/// @param frame    with whatever stands before and behind the packet
/// @param ethernet in front of it
/// @param end      of the packet in the frame, exclusive; padding follows
/// @param protocol of what stands at `payload`, behind all extension headers
record IpPacket(
        Octets frame,
        Ethernet ethernet,
        int end,
        Address source,
        Address destination,
        int protocol,
        int payload,
        Fragment fragment) {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV4 = 1;
    static final int ICMPV6 = 58;

    int start() {
        return ethernet.payload();
    }

    int bytes() {
        return end - start();
    }

    boolean isV4() {
        return source.isV4();
    }

    /// TTL or hop limit.
    int ttl() {
        return frame.u8(start() + (isV4() ? 8 : 7));
    }

    /// TOS or traffic class, which in IPv6 lies across two bytes.
    int tos() {
        return isV4() ? frame.u8(start() + 1) : frame.u16(start()) >> 4 & 0xff;
    }

    boolean dontFragment() {
        return isV4() && (frame.u8(start() + 6) & 0x40) != 0;
    }

    boolean isIcmp() {
        return protocol == (isV4() ? ICMPV4 : ICMPV6);
    }

    /// Refuses a packet of which fewer bytes than these are there behind its IP headers; padding does not count.
    void needPayload(int count) {
        if (payload + count > end) {
            throw new Refused(Way.MALFORMED);
        }
    }

    IpPacket with(Octets changed) {
        return new IpPacket(changed, ethernet, end, source, destination, protocol, payload, fragment);
    }
}
