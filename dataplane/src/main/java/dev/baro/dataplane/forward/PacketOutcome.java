// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

/// The outcomes of the XDP program, in the order of `enum outcome` in `balancer/outcome.h`.
public enum PacketOutcome {
    /// The packet is not for a VIP, and is passed to the kernel unchanged.
    NOT_A_VIP,
    /// The packet was rewritten and sent out through the interface where it arrived.
    FORWARDED,
    /// The packet was rewritten and sent out through another interface.
    REDIRECTED,
    /// The packet was rewritten and passed to the kernel, because only the kernel can send it.
    ROUTED_BY_KERNEL,
    /// The packet was answered: an echo request, or a request for the VIP's MAC address.
    ANSWERED,
    /// The packet was too large for the next hop: answered with an ICMP error.
    TOO_BIG,
    /// The packet is for a VIP, but no virtual service has this protocol and port: dropped.
    PORT_NOT_SERVED,
    /// No real server takes new sessions of this virtual service: dropped.
    NO_SERVER,
    /// The same as PORT_NOT_SERVED, but for a VIP with `on-unserved: reset`: answered with a TCP reset
    /// or an ICMP error.
    UNSERVED_REFUSED,
    /// The same as NO_SERVER, but for a VIP with `on-no-server: reset`: answered with a TCP reset
    /// or an ICMP error.
    NO_SERVER_REFUSED,
    /// There was no route to the real server: dropped.
    NO_ROUTE,
    /// The TTL or hop limit expired: answered with an ICMP error.
    TTL_EXPIRED,
    /// A later fragment for a VIP, of a datagram whose first fragment has not been seen: dropped.
    FRAGMENT_UNKNOWN,
    /// The packet is for a VIP and has a source route: dropped.
    SOURCE_ROUTED,
    /// The packet is for a VIP and was sent back by a real server that has lost the VIP: it is a probe of this
    /// balancer, or it comes from the MAC address of the real server that it would go to; dropped.
    LOOPED,
    /// The packet is for a VIP and has an invalid source address, or is from the real server that it
    /// would go to: dropped.
    MARTIAN,
    /// The packet is for a VIP, but neither forwarded nor answered: dropped.
    OTHER_PROTOCOL,
    /// The packet is for a VIP, but its headers are inconsistent with it: dropped.
    MALFORMED;

    /// What happened to a packet.
    public enum Fate {
        FORWARDED,
        /// The packet was passed to the kernel, because it is not for a VIP.
        PASSED,
        /// The packet was answered within the client's budget, or dropped beyond it.
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

    /// The word used in every output and in the metric label: `not-a-vip`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
