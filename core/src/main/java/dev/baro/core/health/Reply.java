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
    /// RST, or ICMP port unreachable, from where the answer had to come.
    REFUSED,
    /// An answer from the right address with the wrong content: status, text, TLS.
    UNEXPECTED,
    /// An ICMP error of a router or of this host: no route, prohibited.
    UNREACHABLE,
    /// Nothing in time.
    NOTHING,
    /// The probe proves nothing about the server: it could not be sent, or our own timer was late.
    VOID;

    public boolean passed() {
        return this == EXPECTED;
    }
}
