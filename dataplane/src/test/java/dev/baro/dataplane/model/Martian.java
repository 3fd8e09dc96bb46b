// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Sources that no packet has on a wire (RFC 1812 section 5.3.7, RFC 4291 section 2.5, RFC 6890 section 2.2).
final class Martian {
    private static final Octets UNSPECIFIED = Octets.zeros(16);
    private static final Octets LOOPBACK = UNSPECIFIED.with8(15, 1);
    private static final Octets MAPPED = Octets.zeros(12).with16(10, 0xffff);

    private Martian() {}

    static boolean isSource(Address source, Address destination) {
        Octets octets = source.octets();
        return source.equals(destination) || (source.isV4() ? isSourceV4(octets.u8(0)) : isSourceV6(octets));
    }

    /// 0.0.0.0/8, 127.0.0.0/8, multicast, and all that is reserved behind it.
    private static boolean isSourceV4(int first) {
        return first == 0 || first == 127 || first > 223;
    }

    private static boolean isSourceV6(Octets octets) {
        return octets.equals(UNSPECIFIED)
                || octets.equals(LOOPBACK)
                || octets.range(0, 12).equals(MAPPED)
                || octets.u8(0) == 0xff;
    }

    /// fe80::/10: means something on one link only (RFC 4291 section 2.5.6).
    static boolean isLinkLocal(Address source) {
        return !source.isV4() && source.octets().u16(0) >> 6 == 0xfe80 >> 6;
    }
}
