// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.InternetChecksum;
import java.nio.ByteBuffer;
import java.util.List;

/// A frame with a client's packet as a router would send it: only headers, without options or a tag.
///
/// @param kind     the kind of packet
/// @param sequence the TCP sequence number
public record FlowFrame(Kind kind, IpAddress client, int clientPort, IpAddress vip, int vipPort, int sequence) {
    public enum Kind {
        /// The first packet of a TCP connection.
        SYN,
        /// A later packet of a TCP connection.
        ACK,
        /// A UDP datagram.
        DATAGRAM
    }

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int CHECK_AT_IP = 10;
    private static final int CHECK_AT_TCP = 16;
    private static final int CHECK_AT_UDP = 6;
    private static final int TTL = 64;
    private static final byte FLAG_SYN = 2;
    private static final byte FLAG_ACK = 16;

    /// An address for documentation (RFC 9542 section 2.1.4), which no real server has.
    private static final byte[] ROUTER = {0, 0, 0x5e, 0, 0x53, 1};

    public FlowFrame {
        if (client.isV4() != vip.isV4()) {
            throw new IllegalArgumentException(client + " and " + vip + " are of different IP versions");
        }
    }

    /// @param sequence the TCP sequence number
    public FlowFrame with(int sequence) {
        return new FlowFrame(kind, client, clientPort, vip, vipPort, sequence);
    }

    /// @param mac the six-byte address of the interface where the frame arrives
    public byte[] bytes(List<Byte> mac) {
        byte[] segment = segment();
        ByteBuffer frame = ByteBuffer.allocate(14 + (client.isV4() ? 20 : 40) + segment.length);
        mac.forEach(frame::put);
        frame.put(ROUTER).putShort((short) (client.isV4() ? 0x0800 : 0x86dd));
        if (client.isV4()) {
            putV4(frame, segment.length);
        } else {
            putV6(frame, segment.length);
        }
        return frame.put(segment).array();
    }

    private int protocol() {
        return kind == Kind.DATAGRAM ? UDP : TCP;
    }

    private void putV4(ByteBuffer frame, int segmentBytes) {
        byte[] header = ByteBuffer.allocate(20)
                .putShort((short) 0x4500)
                .putShort((short) (20 + segmentBytes))
                .putInt(0x4000) // the flag DF
                .put((byte) TTL)
                .put((byte) protocol())
                .putShort((short) 0)
                .put(client.bytes())
                .put(vip.bytes())
                .array();
        frame.put(with(header, CHECK_AT_IP, check(header)));
    }

    private void putV6(ByteBuffer frame, int segmentBytes) {
        frame.putInt(6 << 28)
                .putShort((short) segmentBytes)
                .put((byte) protocol())
                .put((byte) TTL)
                .put(client.bytes())
                .put(vip.bytes());
    }

    /// The segment with the checksum over the pseudo header (RFC 9293 section 3.1, RFC 768, RFC 8200 section 8.1).
    private byte[] segment() {
        ByteBuffer segment = ByteBuffer.allocate(kind == Kind.DATAGRAM ? UDP_BYTES : TCP_BYTES)
                .putShort((short) clientPort)
                .putShort((short) vipPort);
        if (kind == Kind.DATAGRAM) {
            segment.putShort((short) UDP_BYTES);
        } else {
            segment.putInt(sequence)
                    .putInt(kind == Kind.ACK ? 1 : 0)
                    .put((byte) (TCP_BYTES / 4 << 4))
                    .put(kind == Kind.SYN ? FLAG_SYN : FLAG_ACK)
                    .putShort((short) 0xffff);
        }
        byte[] pseudo = ByteBuffer.allocate(2 * client.bytes().length + 8 + segment.capacity())
                .put(client.bytes())
                .put(vip.bytes())
                .putInt(segment.capacity())
                .putInt(protocol())
                .put(segment.array())
                .array();
        int check = check(pseudo);
        return kind == Kind.DATAGRAM
                ? with(segment.array(), CHECK_AT_UDP, check == 0 ? 0xffff : check) // 0 would mean no checksum
                : with(segment.array(), CHECK_AT_TCP, check);
    }

    private static int check(byte[] covered) {
        return ~InternetChecksum.sum(covered) & 0xffff;
    }

    private static byte[] with(byte[] header, int at, int check) {
        ByteBuffer.wrap(header).putShort(at, (short) check);
        return header;
    }
}
