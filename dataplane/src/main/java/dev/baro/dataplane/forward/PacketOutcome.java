// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

/// The outcomes of the XDP program, in the order of `enum outcome` in `balancer/outcome.h`.
public enum PacketOutcome {
    /// The packet is not for a VIP, and is passed to the kernel unchanged.
    NOT_A_VIP,
    /// Rewritten and sent through the interface of its arrival.
    FORWARDED,
    /// Rewritten and sent through another interface.
    REDIRECTED,
    /// Rewritten and passed to the kernel for routing, because only the kernel can send it.
    ROUTED_BY_KERNEL,
    /// Answered: an echo request, or a request for the VIP's MAC address.
    ANSWERED,
    /// Too large for the next hop: answered with an ICMP error.
    TOO_BIG,
    /// The packet is for a VIP, but no virtual service has this protocol and port: dropped.
    PORT_NOT_SERVED,
    /// No real server takes new sessions of this virtual service: dropped.
    NO_SERVER,
    /// Like PORT_NOT_SERVED, for a VIP with `on-unserved: reset`: answered with a TCP reset or an ICMP error.
    UNSERVED_REFUSED,
    /// Like NO_SERVER, for a VIP with `on-no-server: reset`: answered with a TCP reset or an ICMP error.
    NO_SERVER_REFUSED,
    /// No route to the real server: dropped.
    NO_ROUTE,
    /// TTL or hop limit expired: answered with an ICMP error.
    TTL_EXPIRED,
    /// A later fragment for a VIP whose first one has not been seen: dropped.
    FRAGMENT_UNKNOWN,
    /// The packet is for a VIP and has a source route: dropped.
    SOURCE_ROUTED,
    /// The packet is for a VIP and was sent back by a real server without the VIP: a probe of this balancer, or a
    /// packet from the MAC address of the real server that it would go to; dropped.
    LOOPED,
    /// The packet is for a VIP and has an invalid source address, or is from the real server that it
    /// would go to: dropped.
    MARTIAN,
    /// The packet is for a VIP, but neither forwarded nor answered: dropped.
    OTHER_PROTOCOL,
    /// The packet is for a VIP, but inconsistent with its headers: dropped.
    MALFORMED;

    /// The fate of a packet.
    public enum Fate {
        FORWARDED,
        /// Passed to the kernel, because it is for no VIP.
        PASSED,
        /// Answered within a budget for each client, and dropped beyond it.
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

    /// The word in every output and in the metric label: `not-a-vip`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
