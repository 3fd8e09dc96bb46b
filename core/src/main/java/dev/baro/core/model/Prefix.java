// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// An address block, such as 10.10.0.0/16. The bits beyond the length are zero.
///
/// @param length the length, 0..32 for IPv4, 0..128 for IPv6
public record Prefix(IpAddress address, int length) {
    public Prefix {
        if (length < 0 || length > 8 * address.bytes().length) {
            throw new IllegalArgumentException(
                    "prefix length of " + address + " must be 0.." + 8 * address.bytes().length + " but is " + length);
        }
        if (!address.equals(masked(address, length))) {
            throw new IllegalArgumentException("prefix " + address + "/" + length + " has host bits set; expected "
                    + masked(address, length) + "/" + length);
        }
    }

    /// Reads `ADDRESS/LENGTH`.
    ///
    /// @throws IllegalArgumentException if the text is not a prefix, or if host bits are set
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            throw new IllegalArgumentException("not a prefix: " + text);
        }
        return new Prefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /// The prefix of the given length that contains an address.
    ///
    /// @param length the length, 0..32 for IPv4, 0..128 for IPv6
    public static Prefix around(IpAddress address, int length) {
        return new Prefix(masked(address, length), length);
    }

    public boolean contains(IpAddress other) {
        return other.isV4() == address.isV4() && masked(other, length).equals(address);
    }

    private static IpAddress masked(IpAddress address, int length) {
        byte[] bytes = address.bytes();
        for (int bit = length; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return IpAddress.of(bytes);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
