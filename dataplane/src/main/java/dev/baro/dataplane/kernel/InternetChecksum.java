// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// Ones' complement sums (RFC 1071) over 16-bit words in memory order, so that the kernel half can add
/// them without byte swaps.
public final class InternetChecksum {
    private InternetChecksum() {}

    /// The change of the sum behind a checksum when `after` replaces `before` (RFC 1624 section 3): ~m + m'.
    ///
    /// @param before the replaced bytes, of the same even length as `after`
    /// @return the sum, 0..0xffff
    public static int delta(byte[] before, byte[] after) {
        int sum = 0;
        for (int i = 0; i < before.length; i += 2) {
            sum += ~word(before, i) & 0xffff;
            sum += word(after, i);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    /// The sum of a header, not complemented, in network byte order.
    ///
    /// @param bytes the header's bytes, an even number of them
    /// @return the sum, 0..0xffff
    public static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private static int word(byte[] bytes, int at) {
        boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return little ? second << 8 | first : first << 8 | second;
    }
}
