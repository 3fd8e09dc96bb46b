// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Which part of a datagram a packet is.
public sealed interface Fragment {
    /// All of it; an IPv6 atomic fragment too (RFC 6946).
    record Whole() implements Fragment {}

    record First(Key key) implements Fragment {}

    record Later(Key key) implements Fragment {}

    /// What all fragments of a datagram have in common.
    ///
    /// @param protocol of IPv4; the same for all of IPv6
    record Key(Address source, Address destination, int protocol, long identification) {}

    static Fragment of(int offset, boolean more, Key key) {
        if (offset != 0) {
            return new Later(key);
        }
        return more ? new First(key) : new Whole();
    }
}
