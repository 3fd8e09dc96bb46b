// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

/// `enum session_state` of maps.h, in its order.
public enum SessionState {
    FREE,
    /// A SYN was seen, and no ACK of the client yet.
    HALF_OPEN,
    /// Datagrams within one second were seen.
    UDP_NEW,
    /// A FIN or RST was seen.
    CLOSING,
    /// The client has acknowledged.
    ESTABLISHED,
    /// Datagrams came over more than a second.
    UDP,
    /// A client with affinity, whatever it sends.
    AFFINITY;

    /// The word of every output: `half-open`, `udp-new`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
