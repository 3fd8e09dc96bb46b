// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The reply to a probe.
public enum Reply {
    /// The expected answer, from the right address.
    EXPECTED,
    /// An answer from the server's own address to a probe for the VIP.
    FROM_REAL_ADDRESS,
    /// An answer from a VIP other than the one probed.
    FROM_OTHER_VIP,
    /// RST to the SYN, or ICMP port unreachable to a datagram, from the expected address.
    REFUSED,
    /// The connection was accepted, but reset or closed before the first byte of an answer.
    CLOSED,
    /// An answer from the right address with the wrong content: status, text, TLS.
    UNEXPECTED,
    /// An ICMP error that only a firewall sends: administratively prohibited, or port unreachable to a SYN
    /// or from a router.
    PROHIBITED,
    /// The server reports that it does not decapsulate tunnel packets: ICMP protocol or port unreachable.
    NO_TUNNEL,
    /// Another ICMP error from a router, or this host has no route.
    UNREACHABLE,
    /// Nothing arrived in time.
    NOTHING,
    /// The probe proves nothing about the server: it could not be sent, or the balancer's own timer was late.
    VOID;

    /// `from-real-address`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public boolean passed() {
        return this == EXPECTED;
    }
}
