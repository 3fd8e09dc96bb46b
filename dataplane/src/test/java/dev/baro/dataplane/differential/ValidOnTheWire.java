// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.forward.Frame;
import java.util.Arrays;

/// Whether every checksum of a frame is right when computed from scratch, those inside a tunnel too. Only for
/// frames that are made as [Packet] makes them.
final class ValidOnTheWire {
    private static final int IPV4_INSIDE = 4;
    private static final int IPV6_INSIDE = 41;

    private ValidOnTheWire() {}

    static boolean isValid(byte[] frame) {
        int at = 12;
        while (u16(frame, at) == Packet.CUSTOMER_TAG || u16(frame, at) == Packet.SERVICE_TAG) {
            at += 4;
        }
        return isValidIp(Arrays.copyOfRange(frame, at + 2, frame.length));
    }

    private static boolean isValidIp(byte[] packet) {
        return packet[0] >> 4 == 4 ? isValidV4(packet) : isValidV6(packet);
    }

    private static boolean isValidV4(byte[] packet) {
        int headerBytes = (packet[0] & 15) * 4;
        boolean fragment = (u16(packet, 6) & 0x3fff) != 0;
        byte[] payload = Arrays.copyOfRange(packet, headerBytes, u16(packet, 2));
        return Frame.sum(packet, 0, headerBytes, 0) == 0xffff
                && (fragment || isValidPayload(packet[9] & 0xff, payload, Frame.sum(packet, 12, 8, 0)));
    }

    private static boolean isValidV6(byte[] packet) {
        int protocol = packet[6] & 0xff;
        int at = 40;
        boolean fragment = false;
        while (protocol == Packet.HOP_BY_HOP
                || protocol == Packet.ROUTING
                || protocol == Packet.DESTINATION_OPTIONS
                || protocol == Packet.FRAGMENT) {
            boolean isFragment = protocol == Packet.FRAGMENT;
            fragment |= isFragment && (u16(packet, at + 2) & 0xfff9) != 0;
            protocol = packet[at] & 0xff;
            if (fragment) {
                return true;
            }
            at += isFragment ? 8 : 8 * ((packet[at + 1] & 0xff) + 1);
        }
        byte[] payload = Arrays.copyOfRange(packet, at, 40 + u16(packet, 4));
        return isValidPayload(protocol, payload, Frame.sum(packet, 8, 32, 0));
    }

    /// @param addresses their sum, the pseudo header without length and protocol
    private static boolean isValidPayload(int protocol, byte[] payload, int addresses) {
        int whole = Frame.sum(payload, 0, payload.length, addresses + protocol + payload.length);
        return switch (protocol) {
            case Packet.TCP, Packet.ICMPV6 -> whole == 0xffff;
            case Packet.UDP -> whole == 0xffff || u16(payload, 6) == 0;
            case Packet.ICMPV4 -> Frame.sum(payload, 0, payload.length, 0) == 0xffff;
            case IPV4_INSIDE, IPV6_INSIDE -> isValidIp(payload);
            default -> true;
        };
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
