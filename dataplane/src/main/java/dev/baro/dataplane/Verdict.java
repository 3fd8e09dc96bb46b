// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

/// The ways out of the XDP program. The order is that of `enum verdict` in `verdict.h`.
public enum Verdict {
    /// Not for a VIP: passed to the kernel untouched.
    NOT_A_VIP,
    /// Rewritten and sent back out of the interface it came in by.
    FORWARDED,
    /// Rewritten and sent out of another interface.
    REDIRECTED,
    /// Rewritten and passed to the kernel to route, because the next hop's MAC address is not known yet.
    ROUTED_BY_KERNEL,
    /// For a VIP, but no virtual service has this protocol and port: dropped.
    PORT_NOT_SERVED,
    /// No real server takes new sessions of this virtual service: dropped.
    NO_SERVER,
    /// No route to the real server: dropped.
    NO_ROUTE,
    /// TTL or hop limit is used up: passed to the kernel, which answers with an ICMP error.
    TTL_EXPIRED,
    /// A fragment for a VIP: passed to the kernel untouched.
    FRAGMENT,
    /// For a VIP, but neither TCP nor UDP: passed to the kernel untouched.
    OTHER_PROTOCOL,
    /// Shorter than its headers say, or not what they say: passed to the kernel untouched.
    MALFORMED;

    /// The word of every output and of the metric label: `not-a-vip`.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
