// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// An IPv4 or IPv6 address, never with a host name or a scope.
///
/// @param inet the JDK's form of the address
public record IpAddress(InetAddress inet) implements Comparable<IpAddress> {
    private static final Pattern V4_FORM = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]+");

    /// Parses a literal of RFC 1123 (four decimal parts) or RFC 4291 section 2.2. It never resolves names.
    ///
    /// @throws IllegalArgumentException if the text is anything else, including an address with an IPv6 scope
    public static IpAddress parse(String text) {
        byte[] plain = plainV4(text);
        if (plain.length == 4) {
            return of(plain);
        }
        boolean v4 = V4_FORM.matcher(text).matches();
        boolean v6 = text.indexOf(':') >= 0 && V6_CHARACTERS.matcher(text).matches();
        if (!v4 && !v6) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        return new IpAddress(InetAddress.ofLiteral(text));
    }

    /// Avoids regular expressions, so that files with tens of thousands of addresses are read quickly.
    ///
    /// @return four bytes; an empty array if the text is not an IPv4 address
    private static byte[] plainV4(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int begin = at;
            while (at < text.length() && at < begin + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = 10 * value + text.charAt(at++) - '0';
            }
            boolean number = at > begin && value <= 255 && (at == begin + 1 || text.charAt(begin) != '0');
            boolean end = part == 3 ? at == text.length() : at < text.length() && text.charAt(at++) == '.';
            if (!number || !end) {
                return new byte[0];
            }
            bytes[part] = (byte) value;
        }
        return bytes;
    }

    /// @param bytes 4 or 16 bytes, network order
    public static IpAddress of(byte[] bytes) {
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    public boolean isV4() {
        return inet instanceof Inet4Address;
    }

    /// @return a fresh array of 4 or 16 bytes, network order
    public byte[] bytes() {
        return inet.getAddress();
    }

    /// Whether the address may be a VIP or a real server: not unspecified, loopback, multicast or link-local.
    public boolean isRoutable() {
        return !inet.isAnyLocalAddress()
                && !inet.isLoopbackAddress()
                && !inet.isMulticastAddress()
                && !inet.isLinkLocalAddress();
    }

    @Override
    public int compareTo(IpAddress other) {
        byte[] mine = bytes();
        byte[] theirs = other.bytes();
        return mine.length != theirs.length
                ? Integer.compare(mine.length, theirs.length)
                : java.util.Arrays.compareUnsigned(mine, theirs);
    }

    /// The canonical text: dotted decimal, or RFC 5952 (lower case, the longest run of zero groups as `::`).
    @Override
    public String toString() {
        return isV4() ? inet.getHostAddress() : canonicalV6(inet.getAddress());
    }

    private static String canonicalV6(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = longestZeroRunStart(groups);
        int end = start < 0 ? -1 : zeroRunEnd(groups, start);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i = end - 1;
            } else {
                text.append(i == 0 || i == end ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /// @return the start of the longest run of two or more zero groups, the first one among equals; -1
    /// if there is none
    private static int longestZeroRunStart(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = zeroRunEnd(groups, i) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private static int zeroRunEnd(int[] groups, int start) {
        int end = start;
        while (end < 8 && groups[end] == 0) {
            end++;
        }
        return end;
    }
}
