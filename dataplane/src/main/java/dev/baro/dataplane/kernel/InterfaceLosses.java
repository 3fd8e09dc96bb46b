// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Packets that an interface lost before they reached the program, since the interface was created.
///
/// @param dropped the packets that the kernel dropped
/// @param missed  the packets that the network card missed because its buffers were full
public record InterfaceLosses(long dropped, long missed) {
    private static final int IFINFOMSG_BYTES = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_STATS64 = 23;

    /// The offset in `struct rtnl_link_stats64` of include/uapi/linux/if_link.h.
    private static final int RX_DROPPED_AT = 6 * Long.BYTES;

    private static final int RX_MISSED_AT = 15 * Long.BYTES;

    /// The losses of every interface in this process's network namespace, by name.
    ///
    /// @throws DataplaneException if the kernel does not answer
    public static Map<String, InterfaceLosses> all() {
        Map<String, InterfaceLosses> losses = new HashMap<>();
        for (RouteDump.Entry entry : RouteDump.of(RouteDump.LINKS, IFINFOMSG_BYTES)) {
            ByteBuffer counted = RouteDump.nativeOrder(entry.bytes(IFLA_STATS64));
            if (counted.limit() >= RX_MISSED_AT + Long.BYTES) {
                String name = new String(entry.bytes(IFLA_IFNAME), StandardCharsets.UTF_8).replace("\0", "");
                losses.put(name, new InterfaceLosses(counted.getLong(RX_DROPPED_AT), counted.getLong(RX_MISSED_AT)));
            }
        }
        return losses;
    }
}
