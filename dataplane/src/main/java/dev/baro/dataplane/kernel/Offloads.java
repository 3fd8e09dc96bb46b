// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Network card features that change packets before the program sees them.
public final class Offloads {
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GFLAGS = 0x25;
    private static final int ETH_FLAG_LRO = 1 << 15;
    private static final int ETHTOOL_GDRVINFO = 0x03;
    /// `struct ethtool_drvinfo` of linux/ethtool.h: the command, 32 bytes for the driver's
    /// name, and other fields.
    private static final int DRVINFO_BYTES = 196;

    /// `struct ifreq` of net/if.h: a name of 16 bytes, then a union that holds a pointer.
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_DATA_AT = 16;

    private Offloads() {}

    /// Large receive offload merges packets into larger ones that cannot be forwarded.
    ///
    /// @throws DataplaneException if large receive offload is on
    public static void requireNoLro(String interfaceName) {
        if ((flags(interfaceName) & ETH_FLAG_LRO) != 0) {
            throw new DataplaneException(interfaceName
                    + " merges received packets (LRO), which breaks forwarding; turn it off: ethtool -K "
                    + interfaceName + " lro off");
        }
    }

    /// The name of the device's driver, such as `veth` or `bridge`; empty if unknown.
    public static String driver(String interfaceName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(DRVINFO_BYTES, 4);
            info.set(JAVA_INT, 0, ETHTOOL_GDRVINFO);
            return ask(interfaceName, info) ? info.getString(4) : "";
        }
    }

    /// @return the flags; 0 for a device without such flags
    private static int flags(String interfaceName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 4);
            value.set(JAVA_INT, 0, ETHTOOL_GFLAGS);
            return ask(interfaceName, value) ? value.get(JAVA_INT, 4) : 0;
        }
    }

    /// @param value the command, followed by space for the answer
    private static boolean ask(String interfaceName, MemorySegment value) {
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open("ethtool socket", LibSocket.AF_INET, LibSocket.SOCK_DGRAM)) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, interfaceName);
            request.set(ADDRESS, IFREQ_DATA_AT, value);
            return LibSocket.ioctl(socket, SIOCETHTOOL, request);
        }
    }
}
