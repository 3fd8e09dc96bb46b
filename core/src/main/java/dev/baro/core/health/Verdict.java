// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// Why a real server can or cannot be reached for a VIP: the marked probe and the unmarked one, read
/// together.
public enum Verdict {
    /// Not probed often enough yet.
    UNKNOWN,
    HEALTHY,
    /// The configuration leaves the port unprobed; what is below it works.
    NOT_PROBED,
    /// No probe fails, and none would fail if the server were dead.
    NOT_OBSERVED,
    /// The mark is bleached on the path, or the server's rule is missing.
    MARK_LOST,
    /// The VIP is missing on the server's loopback, rp_filter or a firewall drops, or the return path
    /// drops source = VIP.
    VIP_SILENT,
    /// Two VIPs share a mark on the server, or the mark is changed on the path.
    MARK_CHANGED,
    /// The rule is right, but nothing listens on VIP and port.
    NOT_LISTENING,
    /// Only the real address is filtered; the service is fine.
    REAL_ADDRESS_FILTERED,
    /// Server or route down.
    SERVER_DOWN,
    /// The path works; the application answers wrongly.
    APPLICATION_WRONG,
    /// Probes pass, but clients repeat their SYNs far more often than those of its peers.
    CLIENTS_UNANSWERED;

    /// The word of every output: `mark-lost`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /// Whether the server may be used.
    public boolean usable() {
        return this == HEALTHY || this == NOT_PROBED || this == NOT_OBSERVED || this == REAL_ADDRESS_FILTERED;
    }
}
