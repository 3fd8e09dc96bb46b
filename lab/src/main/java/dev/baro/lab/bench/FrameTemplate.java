// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.nio.ByteBuffer;

/// A frame in which all flow-dependent fields are 0, and the sums (RFC 1071) of the bytes
/// that its checksums cover.
///
/// @param bytes    an Ethernet header and a whole number of eight-byte words
/// @param ipSum    the sum of the IPv4 header
/// @param innerSum the sum of the IPv4 header that an ICMP error quotes
/// @param l4Sum    the sum of the L4 bytes and of the pseudo header, if any
@SuppressWarnings("ArrayRecordComponent") // templates are never compared, only copied into the driver's memory
record FrameTemplate(byte[] bytes, int ipSum, int innerSum, int l4Sum) {
    static final int ETH_BYTES = 14;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int FRAGMENT_BYTES = 8;
    private static final int ICMP_BYTES = 8;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int IPV6_FRAGMENT = 44;

    private static final int DF = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int AN_OFFSET = 8;
    private static final int MTU = 1400;

    static FrameTemplate of(Traffic traffic) {
        return traffic.v4() ? v4(traffic) : v6(traffic);
    }

    private static FrameTemplate v4(Traffic traffic) {
        boolean error = traffic.kind() == Traffic.Kind.ICMP_ERROR;
        int ipBytes = error ? IPV4_BYTES + ICMP_BYTES + IPV4_BYTES + 8 : 48;
        byte[] client = {(byte) 203, 0, 0, 0};
        byte[] vip = lowerHalfCleared(traffic);
        byte[] bytes = new byte[ETH_BYTES + ipBytes];
        ByteBuffer frame = ethernet(bytes, 0x0800);
        int fragment = switch (traffic.kind()) {
            case FIRST_FRAGMENT -> MORE_FRAGMENTS;
            case LATER_FRAGMENT -> AN_OFFSET;
            case TCP, UDP, ICMP_ERROR -> DF;
        };
        int protocol = protocol(traffic, ICMP);
        ipv4(frame, ipBytes, fragment, protocol).put(error ? router(4) : client).put(vip);
        int innerSum = 0;
        if (error) {
            frame.put((byte) 3).put((byte) 4).putShort((short) 0).putInt(MTU);
            ipv4(frame, 1500, DF, TCP).put(vip).put(client);
            innerSum = sum(bytes, ETH_BYTES + IPV4_BYTES + ICMP_BYTES, IPV4_BYTES);
            frame.putShort((short) traffic.port()).putShort((short) 0).putInt(1);
        } else {
            l4(frame, traffic, ipBytes - IPV4_BYTES);
        }
        int l4Sum = sum(bytes, ETH_BYTES + IPV4_BYTES, ipBytes - IPV4_BYTES);
        if (error) {
            l4Sum -= innerSum; // the quoted header and its checksum add up to 0
        } else {
            l4Sum += sum(bytes, ETH_BYTES + 12, 8) + protocol + ipBytes - IPV4_BYTES;
        }
        return new FrameTemplate(bytes, sum(bytes, ETH_BYTES, IPV4_BYTES), innerSum, fold(l4Sum));
    }

    private static FrameTemplate v6(Traffic traffic) {
        boolean error = traffic.kind() == Traffic.Kind.ICMP_ERROR;
        boolean fragment = traffic.kind().isFragment();
        int ipBytes = error ? IPV6_BYTES + ICMP_BYTES + IPV6_BYTES + 16 : 64;
        byte[] client = {0x20, 1, 0xd, (byte) 0xb8, 0, 0xc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] vip = lowerHalfCleared(traffic);
        int protocol = protocol(traffic, ICMPV6);
        byte[] bytes = new byte[ETH_BYTES + ipBytes];
        ByteBuffer frame = ethernet(bytes, 0x86dd);
        ipv6(frame, ipBytes - IPV6_BYTES, fragment ? IPV6_FRAGMENT : protocol)
                .put(error ? router(16) : client)
                .put(vip);
        if (fragment) {
            int offset = traffic.kind() == Traffic.Kind.FIRST_FRAGMENT ? 1 : AN_OFFSET << 3;
            frame.put((byte) protocol).put((byte) 0).putShort((short) offset).putInt(0x1234);
        }
        if (error) {
            frame.put((byte) 2).put((byte) 0).putShort((short) 0).putInt(MTU);
            ipv6(frame, 1400, TCP).put(vip).put(client);
            frame.putShort((short) traffic.port()).putShort((short) 0).putInt(1).putLong(0x50100000L << 16);
        } else {
            l4(frame, traffic, ipBytes - IPV6_BYTES - (fragment ? FRAGMENT_BYTES : 0));
        }
        int from = ETH_BYTES + IPV6_BYTES + (fragment ? FRAGMENT_BYTES : 0);
        int length = bytes.length - from;
        int l4Sum = sum(bytes, from, length) + sum(bytes, ETH_BYTES + 8, 32) + protocol + length;
        return new FrameTemplate(bytes, 0, 0, fold(l4Sum));
    }

    private static ByteBuffer ethernet(byte[] bytes, int type) {
        return ByteBuffer.wrap(bytes)
                .put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2})
                .putShort((short) type);
    }

    /// Writes the IPv4 header up to the addresses, which the caller adds: first the
    /// source, then the destination.
    private static ByteBuffer ipv4(ByteBuffer frame, int bytes, int fragment, int protocol) {
        frame.put((byte) 0x45).put((byte) 0).putShort((short) bytes).putShort((short) 0x1234);
        return frame.putShort((short) fragment)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0);
    }

    /// Writes the IPv6 header up to the addresses, which the caller adds.
    private static ByteBuffer ipv6(ByteBuffer frame, int payloadBytes, int next) {
        return frame.putInt(0x60000000)
                .putShort((short) payloadBytes)
                .put((byte) next)
                .put((byte) 64);
    }

    /// Writes the rest of the frame; the checksum stays 0.
    private static void l4(ByteBuffer frame, Traffic traffic, int bytes) {
        if (traffic.kind() == Traffic.Kind.LATER_FRAGMENT) {
            return;
        }
        frame.putShort((short) 0).putShort((short) traffic.port());
        if (traffic.kind() == Traffic.Kind.TCP) {
            frame.putLong(0x0102030405060708L).put((byte) 0x50).put((byte) traffic.tcpFlags());
            frame.putShort((short) 0x7210);
        } else {
            frame.putShort((short) bytes);
        }
    }

    private static int protocol(Traffic traffic, int icmp) {
        return switch (traffic.kind()) {
            case TCP -> TCP;
            case UDP, FIRST_FRAGMENT, LATER_FRAGMENT -> UDP;
            case ICMP_ERROR -> icmp;
        };
    }

    private static byte[] router(int addressBytes) {
        return addressBytes == 4
                ? new byte[] {(byte) 198, 18, 0, 1}
                : new byte[] {0x20, 1, 0xd, (byte) 0xb8, 0, 0xe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    }

    private static byte[] lowerHalfCleared(Traffic traffic) {
        byte[] bytes = traffic.destination().bytes();
        bytes[bytes.length - 1] = 0;
        bytes[bytes.length - 2] = 0;
        return bytes;
    }

    /// The sum of an even number of bytes.
    static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        return sum;
    }

    static int fold(int sum) {
        int folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }
}
