// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// A DSCP code point that names a VIP to a real server: the upper six bits of the IPv4 TOS octet or the IPv6
/// traffic class (RFC 2474 section 3). The lower two bits are ECN (RFC 3168) and never part of it.
///
/// @param codePoint 1..63; 0 is the default class of all traffic, so it never names a VIP and means that
/// there is no mark
public record Dscp(int codePoint) {
    public static final int MIN = 1;
    public static final int MAX = 63;

    /// The value for a VIP that does not use marks to reach its servers.
    public static final Dscp NONE = new Dscp(0);

    public Dscp {
        if (codePoint < 0 || codePoint > MAX) {
            throw new IllegalArgumentException("DSCP must be 1..63 but is " + codePoint);
        }
    }

    /// @throws IllegalArgumentException if the code point cannot name a VIP
    public static Dscp of(int codePoint) {
        if (codePoint < MIN) {
            throw new IllegalArgumentException("DSCP must be 1..63 but is " + codePoint);
        }
        return new Dscp(codePoint);
    }

    public boolean isNone() {
        return codePoint == 0;
    }

    /// The value in the TOS octet with ECN 0: 4..252, always a multiple of 4.
    public int tos() {
        return codePoint << 2;
    }

    /// The class names of RFC 2474 (CSx), RFC 2597 (AFxy), RFC 3246 (EF), RFC 5865 (VOICE-ADMIT) and RFC 8622
    /// (LE), in capitals, or an empty string if the code point has none.
    public String className() {
        return className(codePoint);
    }

    /// All notations together, because operators may encounter any of them: `10 (tos 40, 0x28, AF11)`.
    @Override
    public String toString() {
        return isNone() ? "none" : text(codePoint);
    }

    /// All notations of any value that a packet can carry.
    ///
    /// @param codePoint the code point, 0..63
    public static String text(int codePoint) {
        int tos = codePoint << 2;
        String name = className(codePoint);
        return "%d (tos %d, 0x%02x%s)".formatted(codePoint, tos, tos, name.isEmpty() ? "" : ", " + name);
    }

    private static String className(int codePoint) {
        int classBits = codePoint >> 3;
        int low = codePoint & 7;
        if (low == 0) {
            return "CS" + classBits;
        }
        if (classBits >= 1 && classBits <= 4 && (low == 2 || low == 4 || low == 6)) {
            return "AF" + classBits + low / 2;
        }
        return switch (codePoint) {
            case 1 -> "LE";
            case 44 -> "VOICE-ADMIT";
            case 46 -> "EF";
            default -> "";
        };
    }
}
