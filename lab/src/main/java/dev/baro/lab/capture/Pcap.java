// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.LabException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the classic capture format (draft-ietf-opsawg-pcap) as tcpdump writes it: Ethernet
/// frames with microsecond timestamps.
final class Pcap {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int ETHERNET_BYTES = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_TCP = 6;

    private Pcap() {}

    /// @return the IPv4 TCP packets in the order of the file; all other packets are left out
    static List<Packet> read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new LabException("read capture " + file + ": " + e.getMessage(), e);
        }
    }

    static List<Packet> parse(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < FILE_HEADER_BYTES || file.getInt(0) != MAGIC) {
            throw new LabException("read capture: not a little-endian pcap file of microseconds");
        }
        List<Packet> packets = new ArrayList<>();
        int position = FILE_HEADER_BYTES;
        while (position + RECORD_HEADER_BYTES <= bytes.length) {
            int captured = file.getInt(position + 8);
            position += RECORD_HEADER_BYTES;
            if (captured < 0 || captured > bytes.length - position) {
                break;
            }
            packet(ByteBuffer.wrap(bytes, position, captured).slice()).ifPresent(packets::add);
            position += captured;
        }
        return packets;
    }

    private static Optional<Packet> packet(ByteBuffer frame) {
        boolean tcp = frame.remaining() >= ETHERNET_BYTES + 20
                && Short.toUnsignedInt(frame.getShort(12)) == ETHERTYPE_IPV4
                && frame.get(ETHERNET_BYTES + 9) == PROTOCOL_TCP;
        if (!tcp) {
            return Optional.empty();
        }
        int tos = Byte.toUnsignedInt(frame.get(ETHERNET_BYTES + 1));
        int transport = ETHERNET_BYTES + 4 * (frame.get(ETHERNET_BYTES) & 0xf);
        if (frame.remaining() < transport + 12) {
            return Optional.empty();
        }
        return Optional.of(new Packet(
                frame.getInt(ETHERNET_BYTES + 12),
                frame.getInt(ETHERNET_BYTES + 16),
                tos >> 2,
                tos & 3,
                Short.toUnsignedInt(frame.getShort(ETHERNET_BYTES + 4)),
                Short.toUnsignedInt(frame.getShort(transport)),
                Short.toUnsignedInt(frame.getShort(transport + 2)),
                Integer.toUnsignedLong(frame.getInt(transport + 4)),
                Integer.toUnsignedLong(frame.getInt(transport + 8))));
    }
}
