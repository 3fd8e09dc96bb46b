// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.model.IpAddress;
import java.util.List;

/// Compares addresses in any spelling.
final class Addresses {
    private Addresses() {}

    static boolean same(String one, String other) {
        return IpAddress.parse(plain(one)).equals(IpAddress.parse(plain(other)));
    }

    /// The operator's choice, else the first of this balancer's addresses.
    ///
    /// @throws IllegalArgumentException if there is none
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

    /// The address in the spelling that is stored and compared as text; Java spells IPv6 addresses otherwise.
    ///
    /// @throws IllegalArgumentException if it is not an address, or is link-local, which means another
    ///     host on each link
    static String usual(String address) {
        IpAddress usual = IpAddress.parse(plain(address));
        if (usual.inet().isLinkLocalAddress()) {
            throw new IllegalArgumentException(
                    usual + " is link-local, but peers store addresses without an interface; use --address ADDRESS");
        }
        return usual.toString();
    }

    /// Java appends the interface to a link-local address.
    static String plain(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
