// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// The Internet checksum, from scratch (RFC 1071) and by change (RFC 1624, equation 3).
public final class Checksum {
    private Checksum() {}

    public static int of(Octets data) {
        int sum = 0;
        for (int at = 0; at < data.length(); at += 2) {
            sum = plus(sum, at + 1 < data.length() ? data.u16(at) : data.u8(at) << 8);
        }
        return ~sum & 0xffff;
    }

    /// HC' = ~(~HC + ~m + m') for each 16-bit word that has changed.
    ///
    /// @param before of even length, without the checksum itself or with the same in both
    static int updated(int checksum, Octets before, Octets after) {
        int updated = checksum;
        for (int at = 0; at < before.length(); at += 2) {
            int m = before.u16(at);
            int changed = after.u16(at);
            if (m != changed) {
                updated = ~plus(plus(~updated & 0xffff, ~m & 0xffff), changed) & 0xffff;
            }
        }
        return updated;
    }

    private static int plus(int a, int b) {
        int sum = a + b;
        return (sum & 0xffff) + (sum >> 16);
    }
}
