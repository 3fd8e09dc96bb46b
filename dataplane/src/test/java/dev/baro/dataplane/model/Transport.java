// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Step 9: TCP (RFC 9293) and UDP (RFC 768).
final class Transport {
    private static final int TCP_HEADER_BYTES = 20;
    private static final int UDP_HEADER_BYTES = 8;

    private Transport() {}

    static boolean isServed(int protocol) {
        return protocol == IpPacket.TCP || protocol == IpPacket.UDP;
    }

    static Flow read(IpPacket packet) {
        if (!isServed(packet.protocol())) {
            throw new Refused(Way.OTHER_PROTOCOL);
        }
        packet.needPayload(packet.protocol() == IpPacket.TCP ? TCP_HEADER_BYTES : UDP_HEADER_BYTES);
        return new Flow(
                packet.protocol(),
                packet.source(),
                packet.frame().u16(packet.payload()),
                packet.destination(),
                packet.frame().u16(packet.payload() + 2));
    }
}
