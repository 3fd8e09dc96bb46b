// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import java.nio.ByteBuffer;

/// Builds Ethernet frames with IPv4 and TCP or UDP for tests, every checksum computed from scratch (RFC 1071).
/// Shares no code with the product.
public final class Frame {
    static final int TCP = 6;
    static final int UDP = 17;
    public static final int SYN = 0x02;
    public static final int ACK = 0x10;
    public static final int FIN = 0x01;
    public static final int RST = 0x04;
    static final int PSH = 0x08;

    private final byte[] destinationMac = mac("02:00:00:00:00:01");
    private final byte[] sourceMac = mac("02:00:00:00:00:02");
    private byte[] toMac = destinationMac;
    private byte[] fromMac = sourceMac;
    private String from = "203.0.113.7";
    private String to = "192.0.2.10";
    private int fromPort = 40_000;
    private int toPort = 80;
    private int protocol = TCP;
    private int flags = SYN;
    private int sequence = 0x01020304;
    private int tos;
    private int ttl = 64;
    private int fragment;
    private byte[] options = {};
    private byte[] payload = {};
    private boolean udpChecksum = true;

    private Frame() {}

    public static Frame tcp(int flags) {
        Frame frame = new Frame();
        frame.flags = flags;
        return frame;
    }

    public static Frame udp(int payloadBytes) {
        Frame frame = new Frame();
        frame.protocol = UDP;
        frame.toPort = 53;
        frame.payload = new byte[payloadBytes];
        for (int i = 0; i < payloadBytes; i++) {
            frame.payload[i] = (byte) (i * 7 + 1);
        }
        return frame;
    }

    public Frame from(String address, int port) {
        from = address;
        fromPort = port;
        return this;
    }

    public Frame to(String address, int port) {
        to = address;
        toPort = port;
        return this;
    }

    /// The sequence number of a TCP segment.
    Frame sequence(int number) {
        sequence = number;
        return this;
    }

    Frame macs(String destination, String source) {
        toMac = mac(destination);
        fromMac = mac(source);
        return this;
    }

    public Frame protocol(int number) {
        protocol = number;
        return this;
    }

    Frame tos(int octet) {
        tos = octet;
        return this;
    }

    public Frame ttl(int value) {
        ttl = value;
        return this;
    }

    /// Flags and offset as they stand in the header.
    public Frame fragment(int flagsAndOffset) {
        fragment = flagsAndOffset;
        return this;
    }

    public Frame options(byte... multipleOfFour) {
        options = multipleOfFour;
        return this;
    }

    public Frame payload(byte... bytes) {
        payload = bytes;
        return this;
    }

    Frame withoutUdpChecksum() {
        udpChecksum = false;
        return this;
    }

    public byte[] bytes() {
        int l4Bytes = (protocol == TCP ? 20 : 8) + payload.length;
        int headerBytes = 20 + options.length;
        byte[] bytes = new byte[14 + headerBytes + l4Bytes];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.put(toMac).put(fromMac).putShort((short) 0x0800);
        frame.put((byte) (0x40 | headerBytes / 4)).put((byte) tos).putShort((short) (headerBytes + l4Bytes));
        frame.putShort((short) 0x1234)
                .putShort((short) fragment)
                .put((byte) ttl)
                .put((byte) protocol);
        frame.putShort((short) 0).put(v4(from)).put(v4(to)).put(options);
        frame.putShort(24, (short) ~sum(bytes, 14, headerBytes, 0));
        putL4(frame, bytes, 14 + headerBytes);
        return bytes;
    }

    private void putL4(ByteBuffer frame, byte[] bytes, int at) {
        int l4Bytes = bytes.length - at;
        frame.putShort((short) fromPort).putShort((short) toPort);
        if (protocol == TCP) {
            frame.putInt(sequence).putInt(0x05060708).put((byte) 0x50).put((byte) flags);
            frame.putShort((short) 0x7210).putShort((short) 0).putShort((short) 0);
        } else {
            frame.putShort((short) l4Bytes).putShort((short) 0);
        }
        frame.put(payload);
        int pseudo = sum(v4(from), 0, 4, 0) + sum(v4(to), 0, 4, 0) + protocol + l4Bytes;
        int check = ~sum(bytes, at, l4Bytes, pseudo) & 0xffff;
        if (protocol == TCP) {
            frame.putShort(at + 16, (short) check);
        } else if (udpChecksum) {
            frame.putShort(at + 6, (short) (check == 0 ? 0xffff : check));
        }
    }

    public static int sum(byte[] bytes, int at, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[at + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private static byte[] v4(String address) {
        return IpAddress.parse(address).bytes();
    }

    private static byte[] mac(String text) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) Integer.parseInt(text.substring(3 * i, 3 * i + 2), 16);
        }
        return bytes;
    }
}
