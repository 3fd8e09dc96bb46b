// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// Announces to every host of a segment that an interface of this host now has an address: a gratuitous ARP
/// request (RFC 5227 section 3), or an unsolicited neighbour advertisement (RFC 4861 section 7.2.6).
public final class NeighbourNews {
    private static final int AF_PACKET = 17;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int MAC_BYTES = 6;
    private static final int ETHERNET_BYTES = 14;
    private static final short ETH_P_ARP = 0x0806;
    private static final short ETH_P_IPV6 = (short) 0x86dd;
    private static final int ARP_BYTES = 28;
    private static final int IPV6_BYTES = 40;
    private static final int ADVERTISEMENT_BYTES = 32;
    private static final byte ICMPV6 = 58;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = IpAddress.parse("ff02::1").bytes();

    private NeighbourNews() {}

    /// Sends one frame to all hosts through the interface.
    ///
    /// @param link an interface with a MAC address
    /// @throws ErrnoException if the kernel refuses to send it
    public static void send(Links.Link link, IpAddress address) {
        byte[] mac = octets(link.mac());
        byte[] frame = address.isV4() ? gratuitousArp(mac, address.bytes()) : advertisement(mac, address.bytes());
        try (Arena arena = Arena.ofConfined();
                Fd socket = LibSocket.open("packet socket", AF_PACKET, LibSocket.SOCK_RAW)) {
            MemorySegment to = arena.allocate(SOCKADDR_LL_BYTES, 4); // struct sockaddr_ll
            to.set(JAVA_SHORT, 0, (short) AF_PACKET);
            to.set(JAVA_INT, 4, link.index());
            MemorySegment state = arena.allocate(LibC.callState());
            int errno = LibSocket.send(state, socket, arena.allocateFrom(JAVA_BYTE, frame), to);
            if (errno != 0) {
                throw new ErrnoException("tell the hosts on " + link.name() + " of " + address, errno);
            }
        }
    }

    /// An ARP request for the sender's own address: hosts that have the address in their tables adopt
    /// the new MAC address.
    static byte[] gratuitousArp(byte[] mac, byte[] address) {
        return ByteBuffer.allocate(ETHERNET_BYTES + ARP_BYTES)
                .put(BROADCAST)
                .put(mac)
                .putShort(ETH_P_ARP)
                .putShort((short) 1) // Ethernet
                .putShort((short) 0x0800)
                .put((byte) MAC_BYTES)
                .put((byte) address.length)
                .putShort((short) 1) // request
                .put(mac)
                .put(address)
                .put(new byte[MAC_BYTES])
                .put(address)
                .array();
    }

    /// An advertisement to all nodes, with the override flag.
    static byte[] advertisement(byte[] mac, byte[] address) {
        ByteBuffer message = ByteBuffer.allocate(ADVERTISEMENT_BYTES)
                .putInt(136 << 24) // type; code and checksum 0
                .putInt(0x20000000) // override
                .put(address)
                .put((byte) 2) // target link-layer address
                .put((byte) 1) // of 8 bytes
                .put(mac);
        message.putShort(2, checksum(address, message.array()));
        return ByteBuffer.allocate(ETHERNET_BYTES + IPV6_BYTES + ADVERTISEMENT_BYTES)
                .put(ALL_NODES_MAC)
                .put(mac)
                .putShort(ETH_P_IPV6)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT_BYTES)
                .put(ICMPV6)
                .put((byte) 255) // receivers drop a lower hop limit
                .put(address)
                .put(ALL_NODES)
                .put(message.array())
                .array();
    }

    /// The checksum over the pseudo header of RFC 8200 section 8.1.
    private static short checksum(byte[] source, byte[] message) {
        ByteBuffer summed = ByteBuffer.allocate(IPV6_BYTES + ADVERTISEMENT_BYTES)
                .put(source)
                .put(ALL_NODES)
                .putInt(ADVERTISEMENT_BYTES)
                .putInt(ICMPV6)
                .put(message)
                .flip();
        int sum = 0;
        while (summed.hasRemaining()) {
            sum += Short.toUnsignedInt(summed.getShort());
        }
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }

    private static byte[] octets(List<Byte> mac) {
        byte[] octets = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i++) {
            octets[i] = mac.get(i);
        }
        return octets;
    }
}
