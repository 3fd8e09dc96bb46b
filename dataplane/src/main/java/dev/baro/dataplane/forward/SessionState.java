// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.SessionTimeouts;
import java.time.Duration;

/// `enum session_state` of balancer/maps.h, in its order.
public enum SessionState {
    FREE,
    /// A SYN was seen, but no ACK from the client yet.
    HALF_OPEN,
    /// Datagrams were seen only within one second.
    UDP_NEW,
    /// A FIN or RST was seen.
    CLOSING,
    /// A peer reported the session, and no packet of it has arrived here.
    COPY,
    /// An ACK from the client followed its SYN.
    ESTABLISHED,
    /// Datagrams were seen over more than a second.
    UDP,
    /// The entry stands for everything that a client sends to a service with affinity.
    AFFINITY;

    /// Linux's nf_conntrack_udp_timeout for a flow with few packets.
    private static final Duration UDP_NEW_TIMEOUT = Duration.ofSeconds(30);

    /// The word used in every output, such as `half-open` or `udp-new`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /// @return the timeout; 0 for states without a separate timeout
    int timeoutSeconds(SessionTimeouts timeouts) {
        Duration timeout = switch (this) {
            case FREE, AFFINITY -> Duration.ZERO;
            case HALF_OPEN -> timeouts.halfOpen();
            case UDP_NEW -> UDP_NEW_TIMEOUT.compareTo(timeouts.udp()) < 0 ? UDP_NEW_TIMEOUT : timeouts.udp();
            case CLOSING -> timeouts.closing();
            case ESTABLISHED -> timeouts.established();
            case UDP -> timeouts.udp();
            case COPY -> SessionTimeouts.LONGEST;
        };
        return (int) timeout.toSeconds();
    }
}
