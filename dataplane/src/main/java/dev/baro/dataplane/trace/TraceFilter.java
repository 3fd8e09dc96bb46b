// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;

/// The filter for frames. Fragments and ICMP messages have no ports to compare, so only
/// their addresses are matched.
///
/// @param client     the source address, or the destination of a quoted packet; [#ANY] for any address
/// @param clientPort the client's port; 0 for any
/// @param vip        the destination address, of the client's family
/// @param vipPort    the VIP's port; 0 for any
public record TraceFilter(IpAddress client, int clientPort, IpAddress vip, int vipPort) {
    public static final IpAddress ANY = IpAddress.parse("::");

    public TraceFilter {
        if (!client.equals(ANY) && client.isV4() != vip.isV4()) {
            throw new IllegalArgumentException(client + " and " + vip + " are of different IP versions");
        }
    }
}
