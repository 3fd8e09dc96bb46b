// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import java.util.List;
import java.util.Random;

/// Sources that no packet has, and their neighbours, which packets do have.
final class OddSources {
    private static final List<String> MARTIANS4 = List.of(
            "0.0.0.0", "0.255.255.255", "127.0.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255");
    private static final List<String> MARTIANS6 = List.of("::", "::1", "::ffff:203.0.113.7", "ff02::1", "ff0e::7");
    private static final List<String> NEIGHBOURS4 =
            List.of("1.0.0.0", "126.255.255.255", "128.0.0.1", "223.255.255.254", "169.254.1.1", "192.0.2.11");
    private static final List<String> NEIGHBOURS6 =
            List.of("::2", "::203.0.113.7", "64:ff9b::cb00:7107", "fe00::1", "fec0::1", "feff::1", "2001:db8:a::11");

    private final Random random;

    OddSources(Random random) {
        this.random = random;
    }

    /// @param packet whose ports stand behind an IP header without options or extension headers, if it has any
    String martianFor(Packet packet) {
        boolean v4 = packet.isV4();
        String vip = v4 ? Setups.VIP4 : Setups.VIP6;
        String martian = any(v4 ? MARTIANS4 : MARTIANS6);
        return switch (random.nextInt(4)) {
            case 0 -> vip;
            case 1 ->
                Setups.sameFamilyServerOf(vip, packet.protocol(), portOf(packet))
                        .orElse(martian);
            default -> martian;
        };
    }

    String neighbour(boolean v4) {
        return any(v4 ? NEIGHBOURS4 : NEIGHBOURS6);
    }

    String linkLocal() {
        return "fe%x::%x".formatted(0x80 + random.nextInt(0x40), 1 + random.nextInt(100));
    }

    private static int portOf(Packet packet) {
        byte[] ip = packet.ip();
        int at = packet.isV4() ? 22 : 42;
        return at + 1 < ip.length ? (ip[at] & 0xff) << 8 | ip[at + 1] & 0xff : 0;
    }

    private String any(List<String> addresses) {
        return addresses.get(random.nextInt(addresses.size()));
    }
}
