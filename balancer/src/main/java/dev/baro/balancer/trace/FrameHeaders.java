// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.dataplane.forward.Flow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The headers of an Ethernet frame.
///
/// @param to     destination
/// @param vlans  the IDs in the frame's VLAN tags, outermost first
/// @param type   the frame's EtherType (IEEE 802)
/// @param packet the packet's headers; null if the frame does not carry IP or the headers are incomplete
record FrameHeaders(
        String to, List<Integer> vlans, int type, @Nullable IpHeaders packet) {
    private static final int MAC_BYTES = 6;
    private static final int TYPE_AT = 2 * MAC_BYTES;
    private static final int TAG_BYTES = 4;
    private static final int ETH_P_8021Q = 0x8100;
    private static final int ETH_P_8021AD = 0x88a8;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int VLAN_ID = 0x0fff;

    FrameHeaders {
        vlans = List.copyOf(vlans);
    }

    /// @param bytes the frame's bytes from the Ethernet header on, 14 or more
    static FrameHeaders of(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        List<Integer> vlans = new ArrayList<>();
        int at = TYPE_AT;
        int type = frame.getShort(at) & 0xffff;
        while ((type == ETH_P_8021Q || type == ETH_P_8021AD) && at + TAG_BYTES + 2 <= bytes.length) {
            vlans.add(frame.getShort(at + 2) & VLAN_ID);
            at += TAG_BYTES;
            type = frame.getShort(at) & 0xffff;
        }
        String to = HexFormat.ofDelimiter(":").formatHex(bytes, 0, MAC_BYTES);
        return new FrameHeaders(to, vlans, type, packet(frame, at + 2, type));
    }

    private static @Nullable IpHeaders packet(ByteBuffer frame, int at, int type) {
        if (type != ETH_P_IP && type != ETH_P_IPV6) {
            return null;
        }
        try {
            return IpHeaders.in(frame, at, type == ETH_P_IPV6);
        } catch (IndexOutOfBoundsException e) {
            // The frame has fewer bytes than its headers state.
            return null;
        }
    }

    Optional<Flow> flow() {
        return packet == null ? Optional.empty() : packet.flow();
    }

    /// Formats the headers on one line.
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(packet == null ? "type 0x%04x, not readable".formatted(type) : packet.text());
        text.append(", to ").append(to);
        vlans.forEach(vlan -> text.append(", vlan ").append(vlan));
        return text.toString();
    }
}
