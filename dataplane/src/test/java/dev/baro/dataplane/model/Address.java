// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IPv4 or IPv6 address by its 4 or 16 bytes: an IPv4-mapped IPv6 address is another one than the
/// IPv4 address in it.
public record Address(Octets octets) {

    /// @param literal as written in RFC 5737 and RFC 3849; no mapped address
    public static Address parse(String literal) {
        InetAddress parsed = InetAddress.ofLiteral(literal);
        if (literal.contains(":") != (parsed instanceof Inet6Address)) {
            throw new IllegalArgumentException("a mapped address: " + literal);
        }
        return new Address(Octets.of(parsed.getAddress()));
    }

    /// @return text that is an address again when parsed
    public String literal() {
        try {
            return InetAddress.getByAddress(octets.toArray()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public boolean isV4() {
        return octets.length() == 4;
    }
}
