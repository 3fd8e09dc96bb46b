// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

/// The ways out of the XDP program. The order is that of `enum outcome` in `balancer/outcome.h`.
public enum PacketOutcome {
    /// Not for a VIP: passed to the kernel untouched.
    NOT_A_VIP,
    /// Rewritten and sent back out of the interface it came in by.
    FORWARDED,
    /// Rewritten and sent out of another interface.
    REDIRECTED,
    /// Rewritten and passed to the kernel to route, where only the kernel can send it on.
    ROUTED_BY_KERNEL,
    /// Answered: an echo request, or who has the VIP.
    ANSWERED,
    /// Larger than the next hop takes: answered with an ICMP error.
    TOO_BIG,
    /// For a VIP, but no virtual service has this protocol and port: dropped.
    PORT_NOT_SERVED,
    /// No real server takes new sessions of this virtual service: dropped.
    NO_SERVER,
    /// The same as PORT_NOT_SERVED, of a VIP with `on-unserved: reset`: answered with a TCP reset or an ICMP error.
    UNSERVED_REFUSED,
    /// The same as NO_SERVER, of a VIP with `on-no-server: reset`: answered likewise.
    NO_SERVER_REFUSED,
    /// No route to the real server: dropped.
    NO_ROUTE,
    /// TTL or hop limit is used up: answered with an ICMP error.
    TTL_EXPIRED,
    /// A later fragment for a VIP whose first one has not been seen: dropped.
    FRAGMENT_UNKNOWN,
    /// For a VIP, with a source route: dropped.
    SOURCE_ROUTED,
    /// For a VIP, sent back by a real server without the VIP: a probe of this balancer, or a packet from the
    /// MAC address of the real server that it would go to; dropped.
    LOOPED,
    /// For a VIP, from an address that no packet comes from, or from the real server that it would go to: dropped.
    MARTIAN,
    /// For a VIP, but nothing that is forwarded or answered: dropped.
    OTHER_PROTOCOL,
    /// For a VIP, but not what its headers say: dropped.
    MALFORMED;

    /// What becomes of a packet.
    public enum Fate {
        FORWARDED,
        /// To the kernel, since it is for no VIP.
        PASSED,
        /// Within a budget for each client; beyond it, dropped.
        ANSWERED,
        DROPPED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Fate fate() {
        return switch (this) {
            case FORWARDED, REDIRECTED, ROUTED_BY_KERNEL -> Fate.FORWARDED;
            case NOT_A_VIP -> Fate.PASSED;
            case ANSWERED, TOO_BIG, UNSERVED_REFUSED, NO_SERVER_REFUSED, TTL_EXPIRED -> Fate.ANSWERED;
            case PORT_NOT_SERVED,
                    NO_SERVER,
                    NO_ROUTE,
                    FRAGMENT_UNKNOWN,
                    SOURCE_ROUTED,
                    LOOPED,
                    MARTIAN,
                    OTHER_PROTOCOL,
                    MALFORMED -> Fate.DROPPED;
        };
    }

    /// The word of every output and of the metric label: `not-a-vip`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
