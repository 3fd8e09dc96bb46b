// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.stream.IntStream;

/// Which packets may be answered with a reset or an ICMP error (RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e)).
final class Answerable {
    private Answerable() {}

    static boolean is(IpPacket packet) {
        boolean hasPorts = Transport.isServed(packet.protocol()) && !(packet.fragment() instanceof Fragment.Later);
        boolean fromOneStation = (packet.frame().u8(6) & 1) == 0;
        return hasPorts && fromOneStation && !packet.source().equals(packet.destination()) && isAHost(packet.source());
    }

    private static boolean isAHost(Address address) {
        Octets octets = address.octets();
        int first = octets.u8(0);
        if (address.isV4()) {
            return first != 0 && first != 127 && first < 224;
        }
        boolean multicast = first == 0xff;
        boolean ofALink = (octets.u16(0) & 0xffc0) == 0xfe80;
        boolean unspecifiedOrLoopback = startsWithZeros(octets, 15) && octets.u8(15) <= 1;
        boolean mapped = startsWithZeros(octets, 10) && octets.u16(10) == 0xffff;
        return !multicast && !ofALink && !unspecifiedOrLoopback && !mapped;
    }

    private static boolean startsWithZeros(Octets octets, int count) {
        return IntStream.range(0, count).allMatch(i -> octets.u8(i) == 0);
    }
}
