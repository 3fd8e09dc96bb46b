// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import java.util.List;
import java.util.Random;

/// Packets for what nobody serves, of VIPs that say so.
final class RefusedPackets {
    private static final List<String> SOURCES_V4 = List.of(
            "0.0.0.0",
            "0.9.9.9",
            "127.0.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "223.255.255.255",
            "224.0.0.1",
            "255.255.255.255");
    private static final List<String> SOURCES_V6 =
            List.of("::", "::1", "::2", "fe7f::1", "fe80::1", "febf::1", "fec0::1", "ff02::1");
    private static final List<String> STATIONS =
            List.of("02:00:00:00:00:02", "03:00:00:00:00:02", "ff:ff:ff:ff:ff:ff", "fe:ff:ff:ff:ff:ff");
    private static final int NOT_SERVED = 79;

    private final Random random;

    RefusedPackets(Random random) {
        this.random = random;
    }

    /// @param packet of a client
    Packet to(Packet packet) {
        String vip = packet.isV4() ? Setups.REFUSING_VIP4 : Setups.REFUSING_VIP6;
        List<Integer> ports = List.of(NOT_SERVED, NOT_SERVED, Setups.NO_SERVER, Setups.NO_SERVER, Setups.DSCP);
        Packet refused = packet.to(vip)
                .ports(1024 + random.nextInt(60_000), ports.get(random.nextInt(ports.size())))
                .payloadBytes(random.nextInt(odds(4) ? 2_800 : 80));
        if (odds(6)) {
            List<String> sources = packet.isV4() ? SOURCES_V4 : SOURCES_V6;
            refused = refused.from(odds(9) ? vip : sources.get(random.nextInt(sources.size())));
        }
        if (odds(6)) {
            refused = refused.macs("02:00:00:00:00:01", STATIONS.get(random.nextInt(STATIONS.size())));
        }
        return odds(8) ? refused.fragments(8 * (3 + random.nextInt(20))).getFirst() : refused;
    }

    private boolean odds(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
