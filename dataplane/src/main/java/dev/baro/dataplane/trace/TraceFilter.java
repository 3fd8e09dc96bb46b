// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;

/// Which frames are wanted. Fragments and ICMP messages have no ports that could be compared: addresses decide alone.
///
/// @param client     the source, or whom a quoted packet was for; [#ANY]: any
/// @param clientPort 0: any
/// @param vip        the destination, of the client's family
/// @param vipPort    0: any
public record TraceFilter(IpAddress client, int clientPort, IpAddress vip, int vipPort) {
    public static final IpAddress ANY = IpAddress.parse("::");

    public TraceFilter {
        if (!client.equals(ANY) && client.isV4() != vip.isV4()) {
            throw new IllegalArgumentException(client + " and " + vip + " are of different IP versions");
        }
    }
}
