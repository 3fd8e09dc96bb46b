// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The layer of a probe. Each has a separate interval, timeout, rise and fall.
public enum Layer {
    /// ARP or neighbour solicitation.
    L2,
    /// ICMP or ICMPv6 echo.
    L3,
    /// With TCP: SYN, SYN+ACK, RST. With UDP: a payload and an answer, or at least no ICMP port unreachable.
    L4,
    /// HTTP or HTTPS.
    L7;

    /// The word in the configuration file and in every output: `l2` to `l7`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
