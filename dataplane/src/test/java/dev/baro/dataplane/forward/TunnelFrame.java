// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Builds frames with a packet inside a packet, written from RFC 791, 2003, 2473 and 8200; every checksum computed from
/// scratch (RFC 1071). Shares no code with the product.
public final class TunnelFrame {
    public static final int IPV4 = 4;
    public static final int IPV6 = 41;
    private static final int UDP = 17;
    private static final byte[] MACS = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};

    private final String innerTo;
    private final String outerTo;
    private int[] tags = {};
    private int innerTos;
    private int outerTos;
    private int outerFragment;
    private int outerProtocol = -1;
    private byte[] outerOptions = {};
    private byte[] payload = "hello, server".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private int padding;

    private TunnelFrame(String outerTo, String innerTo) {
        this.outerTo = outerTo;
        this.innerTo = innerTo;
    }

    public static TunnelFrame to(String outer, String inner) {
        return new TunnelFrame(outer, inner);
    }

    /// @param tpidAndTci one for each tag, the outermost first
    public TunnelFrame tags(int... tpidAndTci) {
        tags = tpidAndTci;
        return this;
    }

    /// TOS octets or traffic classes.
    public TunnelFrame tos(int inner, int outer) {
        innerTos = inner;
        outerTos = outer;
        return this;
    }

    /// Flags and offset as they stand in an outer IPv4 header.
    public TunnelFrame fragment(int flagsAndOffset) {
        outerFragment = flagsAndOffset;
        return this;
    }

    public TunnelFrame protocol(int number) {
        outerProtocol = number;
        return this;
    }

    public TunnelFrame options(byte... multipleOfFour) {
        outerOptions = multipleOfFour;
        return this;
    }

    public TunnelFrame payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    public TunnelFrame padding(int bytes) {
        padding = bytes;
        return this;
    }

    /// The frame as a balancer sends it.
    public byte[] bytes() {
        byte[] inner = inner();
        int protocol = outerProtocol >= 0 ? outerProtocol : isV4(innerTo) ? IPV4 : IPV6;
        byte[] outer = isV4(outerTo)
                ? new Ipv4Header("192.0.2.1", outerTo, outerTos, protocol, outerFragment, outerOptions).before(inner)
                : ipv6("2001:db8:2::1", outerTo, outerTos, protocol, inner);
        return frame(isV4(outerTo), outer);
    }

    /// The frame without the tunnel.
    public byte[] stripped() {
        return frame(isV4(innerTo), inner());
    }

    /// Bytes of the packet inside.
    public int innerBytes() {
        return inner().length;
    }

    private byte[] inner() {
        byte[] udp = udp(isV4(innerTo) ? "198.51.100.2" : "2001:db8:1::2", innerTo, payload);
        return isV4(innerTo)
                ? new Ipv4Header("198.51.100.2", innerTo, innerTos, UDP, 0x4000, new byte[0]).before(udp)
                : ipv6("2001:db8:1::2", innerTo, innerTos, UDP, udp);
    }

    private byte[] frame(boolean v4, byte[] packet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MACS);
        for (int tag : tags) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(tag).array());
        }
        out.writeBytes(v4 ? new byte[] {8, 0} : new byte[] {(byte) 0x86, (byte) 0xdd});
        out.writeBytes(packet);
        out.writeBytes(new byte[padding]);
        return out.toByteArray();
    }

    /// @param fragment flags and offset
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ipv4Header(String from, String to, int tos, int protocol, int fragment, byte[] options) {
        byte[] before(byte[] body) {
            int headerBytes = 20 + options.length;
            ByteBuffer packet = ByteBuffer.allocate(headerBytes + body.length);
            packet.put((byte) (0x40 | headerBytes / 4)).put((byte) tos).putShort((short) packet.capacity());
            packet.putShort((short) 0x4711)
                    .putShort((short) fragment)
                    .put((byte) 64)
                    .put((byte) protocol);
            packet.putShort((short) 0)
                    .put(address(from))
                    .put(address(to))
                    .put(options)
                    .put(body);
            packet.putShort(10, (short) ~sum(packet.array(), headerBytes, 0));
            return packet.array();
        }
    }

    private static byte[] ipv6(String from, String to, int trafficClass, int next, byte[] body) {
        ByteBuffer packet = ByteBuffer.allocate(40 + body.length);
        packet.putInt(6 << 28 | trafficClass << 20 | 0xabcde).putShort((short) body.length);
        packet.put((byte) next)
                .put((byte) 64)
                .put(address(from))
                .put(address(to))
                .put(body);
        return packet.array();
    }

    private static byte[] udp(String from, String to, byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) 40_000).putShort((short) 53).putShort((short) datagram.capacity());
        datagram.putShort((short) 0).put(payload);
        int pseudo = sum(address(from), address(from).length, 0) + sum(address(to), address(to).length, 0) + UDP;
        int check = ~sum(datagram.array(), datagram.capacity(), pseudo + datagram.capacity()) & 0xffff;
        datagram.putShort(6, (short) (check == 0 ? 0xffff : check));
        return datagram.array();
    }

    private static int sum(byte[] bytes, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private static boolean isV4(String address) {
        return address.indexOf(':') < 0;
    }

    private static byte[] address(String text) {
        return IpAddress.parse(text).bytes();
    }
}
