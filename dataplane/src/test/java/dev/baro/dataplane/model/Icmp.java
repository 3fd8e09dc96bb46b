// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Step 8: the ICMP (RFC 792) and ICMPv6 (RFC 4443) messages that a VIP takes.
sealed interface Icmp {
    record EchoRequest() implements Icmp {}

    /// An error about a packet that went from a virtual service to the client.
    ///
    /// @param flow seen from the client, as if the client had sent that packet
    record Report(Flow flow) implements Icmp {}

    int HEADER_BYTES = 8;

    static Icmp read(IpPacket packet) {
        packet.needPayload(HEADER_BYTES);
        int type = packet.frame().u8(packet.payload());
        boolean echo = type == (packet.isV4() ? 8 : 128);
        boolean whole = packet.fragment() instanceof Fragment.Whole;
        if (!echo && !(whole && isError(packet, type))) {
            throw new Refused(Way.OTHER_PROTOCOL);
        }
        return echo ? new EchoRequest() : new Report(Quoted.read(packet, packet.payload() + HEADER_BYTES));
    }

    private static boolean isError(IpPacket packet, int type) {
        return switch (type) {
            case 3, 11, 12 -> packet.isV4() || type == 3;
            case 1, 2, 4 -> !packet.isV4();
            default -> false;
        };
    }
}
