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

    /// The one that an operator wants, else the first of those that this balancer has.
    ///
    /// @throws IllegalArgumentException where there is none
    static String own(String wanted, List<IpAddress> candidates) {
        if (!wanted.isEmpty()) {
            return IpAddress.parse(wanted).toString();
        }
        return candidates.stream()
                .findFirst()
                .map(IpAddress::toString)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this balancer has no address that peers could reach; say --address ADDRESS"));
    }

    /// In the spelling that is kept and compared as text; Java spells those of IPv6 otherwise.
    static String usual(String address) {
        return IpAddress.parse(plain(address)).toString();
    }

    /// Java writes the interface of a link-local address behind it.
    static String plain(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
