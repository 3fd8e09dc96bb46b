// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import java.util.Arrays;
import java.util.Random;

/// What packets of any kind may have, at random.
final class RandomDress {
    /// Behind so many there were no ports in a quote of 96 bytes.
    private static final int LONG_CHAIN_BYTES = 56;

    private final Random random;
    private final FrameCounts counts;
    private final OddSources oddSources;
    private final RandomHeaders headers;

    RandomDress(Random random, FrameCounts counts) {
        this.random = random;
        this.counts = counts;
        oddSources = new OddSources(random);
        headers = new RandomHeaders(random);
    }

    /// What any packet may have: VLAN tags, TOS, TTL, options or extension headers, padding.
    Packet of(Packet packet) {
        Packet dressed = packet.tos(random.nextInt(256)).flowLabel(random.nextInt(1 << 20));
        dressed = odds(15) ? onItsLastHop(dressed) : dressed.ttl(2 + random.nextInt(254));
        dressed = odds(4) ? tagged(dressed) : dressed;
        dressed = withHeaders(dressed);
        dressed = odds(3) ? addressed(dressed) : dressed;
        return odds(6) ? dressed.padding(bytes(1 + random.nextInt(46))) : dressed;
    }

    /// At times, and only what gets its checksum when it is built: no fragment.
    Packet oddlyFrom(Packet packet) {
        return switch (random.nextInt(14)) {
            case 0, 1 -> packet.from(counted(FrameClass.MARTIAN, oddSources.martianFor(packet)));
            case 2 -> packet.from(oddSources.neighbour(packet.isV4()));
            case 3, 4 ->
                packet.from(
                        packet.isV4()
                                ? counted(FrameClass.OWN_BROADCAST, Setups.BROADCAST4)
                                : counted(FrameClass.LINK_LOCAL, oddSources.linkLocal()));
            default -> packet;
        };
    }

    private Packet onItsLastHop(Packet packet) {
        counts.add(FrameClass.LAST_HOP);
        return packet.ttl(random.nextInt(2));
    }

    /// To an address of the host, or to what no router forwards.
    private Packet addressed(Packet packet) {
        String mac = switch (random.nextInt(8)) {
            case 0 -> counted(FrameClass.BROADCAST, "ff:ff:ff:ff:ff:ff");
            case 1 -> counted(FrameClass.MULTICAST, packet.isV4() ? "01:00:5e:00:00:" : "33:33:00:00:00:");
            case 2 -> counted(FrameClass.FOREIGN_UNICAST, "02:00:00:00:09:");
            default -> Setups.OWN_MACS.get(random.nextInt(Setups.OWN_MACS.size()));
        };
        String source = switch (random.nextInt(6)) {
            case 0 -> counted(FrameClass.GROUP_SOURCE, "03:00:00:00:00:02");
            case 1 -> counted(FrameClass.SERVER_MAC, Setups.HOP_MAC);
            case 2 -> Setups.HOP_MAC.replaceFirst("02", "06"); // its last four bytes
            default -> "02:00:00:00:00:02";
        };
        return packet.macs(mac.endsWith(":") ? mac + "%02x".formatted(random.nextInt(4)) : mac, source);
    }

    private String counted(FrameClass kind, String address) {
        counts.add(kind);
        return address;
    }

    /// By VLANs that the host has, mostly, with priorities, and by others.
    private Packet tagged(Packet packet) {
        Packet tagged = packet.tags(tags());
        if (odds(4)) {
            counts.add(FrameClass.UNKNOWN_TAGS);
            return tagged.tagControl(random.nextInt(0x1_0000), random.nextInt(0x1_0000));
        }
        counts.add(FrameClass.KNOWN_TAGS);
        return tagged.tagControl(Setups.VLAN | random.nextInt(16) << 12, odds(4) ? 0 : Setups.VLAN + 1);
    }

    private Integer[] tags() {
        Integer[] tags = new Integer[odds(10) ? 3 : 1 + random.nextInt(2)];
        Arrays.setAll(tags, _ -> odds(2) ? Packet.CUSTOMER_TAG : Packet.SERVICE_TAG);
        return tags;
    }

    Packet withHeaders(Packet packet) {
        if (!odds(packet.isV4() ? 6 : 4)) {
            return packet;
        }
        return packet.isV4() ? packet.options(headers.options()) : withExtensions(packet);
    }

    private Packet withExtensions(Packet packet) {
        Packet extended = packet;
        counts.add(FrameClass.EXTENSION_HEADERS);
        int[] types = {Packet.HOP_BY_HOP, Packet.DESTINATION_OPTIONS, Packet.ROUTING, Packet.FRAGMENT};
        int before = packet.ip().length;
        for (int count = odds(4) ? 5 + random.nextInt(3) : 1 + random.nextInt(3); count > 0; count--) {
            int type = types[random.nextInt(odds(4) ? 4 : 3)];
            extended = type == Packet.FRAGMENT
                    ? extended.fragmentHeader(odds(4) ? 8 * random.nextInt(100) : 0, odds(4))
                    : extended.extension(type, headers.extension(type));
        }
        if (extended.ip().length - before >= LONG_CHAIN_BYTES) {
            counts.add(FrameClass.LONG_CHAIN);
        }
        return extended;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean odds(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
