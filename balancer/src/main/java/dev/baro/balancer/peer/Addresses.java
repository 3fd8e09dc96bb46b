// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.model.IpAddress;
import java.util.List;

/// Compares addresses independently of their notation.
final class Addresses {
    private Addresses() {}

    static boolean same(String one, String other) {
        return IpAddress.parse(plain(one)).equals(IpAddress.parse(plain(other)));
    }

    /// The address that the operator has chosen, or else this balancer's first address.
    ///
    /// @throws IllegalArgumentException if there is no address
    static String own(String wanted, List<IpAddress> candidates) {
        if (!wanted.isEmpty()) {
            return usual(wanted);
        }
        return candidates.stream()
                .findFirst()
                .map(IpAddress::toString)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this balancer has no address that peers could reach; use --address ADDRESS"));
    }

    /// The address in the notation that is stored and compared as text. Java's own notation for
    /// IPv6 addresses is different.
    ///
    /// @throws IllegalArgumentException if it is not an address, or if it is link-local and thus identifies a
    /// different host on each link
    static String usual(String address) {
        IpAddress usual = IpAddress.parse(plain(address));
        if (usual.inet().isLinkLocalAddress()) {
            throw new IllegalArgumentException(
                    usual + " is link-local, but peers store addresses without an interface; use --address ADDRESS");
        }
        return usual.toString();
    }

    /// The address without the interface that Java appends to a link-local address.
    static String plain(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
