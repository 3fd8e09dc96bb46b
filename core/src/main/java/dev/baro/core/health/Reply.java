// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What came back to a probe.
public enum Reply {
    /// What was asked for, from where it had to come.
    EXPECTED,
    /// An answer from the server's own address to a probe for the VIP.
    FROM_REAL_ADDRESS,
    /// An answer from another VIP than the one probed.
    FROM_OTHER_VIP,
    /// RST to the SYN, or ICMP port unreachable to a datagram, from where the answer had to come.
    REFUSED,
    /// The connection was accepted, then reset or closed before a single byte of an answer.
    CLOSED,
    /// An answer from the right address with the wrong content: status, text, TLS.
    UNEXPECTED,
    /// An ICMP error that only a firewall sends: administratively prohibited, or port unreachable to a SYN
    /// or from a router.
    PROHIBITED,
    /// The server itself says that nothing takes packets out of a tunnel there: ICMP protocol or port unreachable.
    NO_TUNNEL,
    /// Another ICMP error of a router, or no route on this host.
    UNREACHABLE,
    /// Nothing in time.
    NOTHING,
    /// The probe proves nothing about the server: it could not be sent, or our own timer was late.
    VOID;

    /// `from-real-address`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public boolean passed() {
        return this == EXPECTED;
    }
}
