// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.forward.WireBytes.address;
import static dev.baro.dataplane.forward.WireBytes.filler;
import static dev.baro.dataplane.forward.WireBytes.join;
import static dev.baro.dataplane.forward.WireBytes.mac;

import dev.baro.dataplane.forward.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Builds frames of all kinds for tests, every checksum computed from scratch (RFC 1071). Each change gives a new
/// packet: what must leave is written as what came, changed. Shares no code with the product or the model.
public final class Packet implements Cloneable {
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV4 = 1;
    public static final int ICMPV6 = 58;
    public static final int CUSTOMER_TAG = 0x8100;
    public static final int SERVICE_TAG = 0x88a8;
    public static final int HOP_BY_HOP = 0;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int DESTINATION_OPTIONS = 60;
    static final int MORE_FRAGMENTS = 0x2000;
    public static final int DONT_FRAGMENT = 0x4000;
    private static final int NOT_OF_FRAGMENTS = 0xc000;

    /// @param bytes a multiple of eight; the first is overwritten with the next header
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Extension(int type, byte[] bytes) {}

    private enum Body {
        TCP,
        UDP,
        ICMP,
        RAW
    }

    private byte[] destinationMac = mac("02:00:00:00:00:01");
    private byte[] sourceMac = mac("02:00:00:00:00:02");
    private List<Integer> tags = List.of();
    private int[] tagControl = {100, 101, 102};
    private byte[] source = address("203.0.113.7");
    private byte[] destination = address("192.0.2.10");
    private int tos;
    private int ttl = 64;
    private int identification = 0x1234;
    private int flagsAndOffset = DONT_FRAGMENT;
    private byte[] options = {};
    private int flowLabel;
    private List<Extension> extensions = List.of();
    private Body body = Body.TCP;
    private int protocol = TCP;
    private int sourcePort = 40_000;
    private int port = 80;
    private int tcpFlags = 0x10;
    private int icmpType;
    private int icmpCode;
    private int icmpRest = 0x00070001;
    private byte[] payload = {1, 2, 3, 4, 5};
    private byte[] padding = {};
    private boolean udpChecksum = true;

    private Packet() {}

    public static Packet tcp() {
        return new Packet();
    }

    public static Packet udp() {
        return new Packet().with(p -> {
            p.body = Body.UDP;
            p.protocol = UDP;
        });
    }

    /// @param rest the four bytes behind the checksum
    public static Packet icmp(int type, int code, int rest) {
        return new Packet().with(p -> {
            p.body = Body.ICMP;
            p.protocol = ICMPV4;
            p.icmpType = type;
            p.icmpCode = code;
            p.icmpRest = rest;
        });
    }

    /// What [#icmp] makes, with the addresses of this packet.
    Packet asIcmp(int type, int code, int rest) {
        return icmp(type, code, rest).with(p -> {
            p.destinationMac = destinationMac;
            p.sourceMac = sourceMac;
            p.tags = tags;
            p.tagControl = tagControl;
            p.source = source;
            p.destination = destination;
            p.protocol = isV4() ? ICMPV4 : ICMPV6;
        });
    }

    public static Packet raw(int protocol, byte... payload) {
        return new Packet().payload(payload).with(p -> {
            p.body = Body.RAW;
            p.protocol = protocol;
        });
    }

    public Packet macs(String destinationMac, String sourceMac) {
        return with(p -> {
            p.destinationMac = mac(destinationMac);
            p.sourceMac = mac(sourceMac);
        });
    }

    /// @param tpids outermost first; their identifiers are 100, 101, ...
    public Packet tags(Integer... tpids) {
        return with(p -> p.tags = List.of(tpids));
    }

    /// @param values priority and identifier of each tag, outermost first
    public Packet tagControl(int... values) {
        return with(p -> p.tagControl = Arrays.copyOf(values, 3));
    }

    /// The address family is that of the source; ICMP becomes ICMPv6 with it.
    public Packet from(String address) {
        return with(p -> {
            p.source = address(address);
            if (p.body == Body.ICMP) {
                p.protocol = p.isV4() ? ICMPV4 : ICMPV6;
            }
        });
    }

    public Packet to(String address) {
        return with(p -> p.destination = address(address));
    }

    public Packet ports(int sourcePort, int port) {
        return with(p -> {
            p.sourcePort = sourcePort;
            p.port = port;
        });
    }

    /// The answer to it, as far as addresses and ports go.
    public Packet reversed() {
        return with(p -> {
            p.source = destination;
            p.destination = source;
            p.sourcePort = port;
            p.port = sourcePort;
        });
    }

    /// TOS or traffic class.
    public Packet tos(int octet) {
        return with(p -> p.tos = octet);
    }

    public int protocol() {
        return protocol;
    }

    public Packet protocol(int value) {
        return with(p -> p.protocol = value);
    }

    int tos() {
        return tos;
    }

    public Packet ttl(int value) {
        return with(p -> p.ttl = value);
    }

    Packet oneHopOn(String destinationMac, String sourceMac) {
        return macs(destinationMac, sourceMac).ttl(ttl - 1);
    }

    /// As it comes back: Ethernet and IP addresses swapped.
    Packet backToSender() {
        return with(p -> {
            p.destinationMac = sourceMac;
            p.sourceMac = destinationMac;
            p.source = destination;
            p.destination = source;
        });
    }

    /// A tunnel header around this packet (RFC 2003, RFC 2473), with its Ethernet.
    Packet inTunnel(String from, String to) {
        return with(p -> {
                    p.body = Body.RAW;
                    p.protocol = isV4() ? 4 : 41;
                    p.payload = ip();
                    p.options = new byte[0];
                    p.extensions = List.of();
                    p.flowLabel = 0;
                    p.ttl = 64;
                    p.identification = isV4() ? identification : 0;
                    p.flagsAndOffset = isV4() ? flagsAndOffset & DONT_FRAGMENT : DONT_FRAGMENT;
                })
                .from(from)
                .to(to);
    }

    /// With the last word of the payload such that this would be the TCP or UDP checksum if it had this destination.
    ///
    /// @param payloadBytes even
    public Packet withChecksumAt(String address, int checksum, int payloadBytes) {
        byte[] filled = filler(payloadBytes);
        filled[payloadBytes - 2] = 0;
        filled[payloadBytes - 1] = 0;
        byte[] transport = payload(filled).to(address).transport();
        int at = body == Body.TCP ? 16 : 6;
        int word = Frame.sum(transport, at, 2, ~checksum & 0xffff);
        filled[payloadBytes - 2] = (byte) (word >> 8);
        filled[payloadBytes - 1] = (byte) word;
        return payload(filled);
    }

    public Packet identification(int value) {
        return with(p -> p.identification = value);
    }

    public Packet flagsAndOffset(int value) {
        return with(p -> p.flagsAndOffset = value);
    }

    public Packet options(byte... multipleOfFour) {
        return with(p -> p.options = multipleOfFour);
    }

    public Packet flowLabel(int value) {
        return with(p -> p.flowLabel = value);
    }

    /// Behind those that are there already.
    public Packet extension(int type, byte... multipleOfEight) {
        return with(p -> {
            p.extensions = new ArrayList<>(extensions);
            p.extensions.add(new Extension(type, multipleOfEight));
        });
    }

    public Packet withoutExtensions() {
        return with(p -> p.extensions = List.of());
    }

    /// @param offset in bytes, a multiple of eight
    public Packet fragmentHeader(int offset, boolean more) {
        byte[] header = new byte[8];
        ByteBuffer.wrap(header).putShort(2, (short) (offset | (more ? 1 : 0))).putInt(4, identification);
        return extension(FRAGMENT, header);
    }

    public Packet tcpFlags(int flags) {
        return with(p -> p.tcpFlags = flags);
    }

    public Packet icmpType(int type) {
        return with(p -> p.icmpType = type);
    }

    public Packet payload(byte... bytes) {
        return with(p -> p.payload = bytes);
    }

    public Packet payloadBytes(int length) {
        return payload(filler(length));
    }

    /// Behind the packet, as Ethernet adds it to short ones.
    public Packet padding(byte... bytes) {
        return with(p -> p.padding = bytes);
    }

    public Packet withoutUdpChecksum() {
        return with(p -> p.udpChecksum = false);
    }

    /// The fragments of this packet, each with so much of what stands behind its IP headers.
    ///
    /// @param size a multiple of eight
    public List<Packet> fragments(int size) {
        byte[] whole = transport();
        List<Packet> fragments = new ArrayList<>();
        for (int at = 0; at < whole.length; at += size) {
            boolean more = at + size < whole.length;
            byte[] piece = Arrays.copyOfRange(whole, at, Math.min(at + size, whole.length));
            Packet fragment = with(p -> p.body = Body.RAW).payload(piece);
            fragments.add(
                    isV4()
                            ? fragment.flagsAndOffset(
                                    flagsAndOffset & NOT_OF_FRAGMENTS | (more ? MORE_FRAGMENTS : 0) | at / 8)
                            : fragment.fragmentHeader(at, more));
        }
        return fragments;
    }

    public boolean isV4() {
        return source.length == 4;
    }

    /// The frame.
    public byte[] bytes() {
        ByteBuffer ethernet = ByteBuffer.allocate(14 + 4 * tags.size());
        ethernet.put(destinationMac).put(sourceMac);
        for (int i = 0; i < tags.size(); i++) {
            ethernet.putShort(tags.get(i).shortValue()).putShort((short) tagControl[i]);
        }
        ethernet.putShort((short) (isV4() ? 0x0800 : 0x86dd));
        return join(ethernet.array(), ip(), padding);
    }

    /// The packet without Ethernet.
    public byte[] ip() {
        return isV4() ? v4() : v6();
    }

    private byte[] v4() {
        byte[] transport = transport();
        int headerBytes = 20 + options.length;
        ByteBuffer header = ByteBuffer.allocate(headerBytes);
        header.put((byte) (0x40 | headerBytes / 4)).put((byte) tos);
        header.putShort((short) (headerBytes + transport.length)).putShort((short) identification);
        header.putShort((short) flagsAndOffset).put((byte) ttl).put((byte) protocol);
        header.putShort((short) 0).put(source).put(destination).put(options);
        header.putShort(10, (short) ~Frame.sum(header.array(), 0, headerBytes, 0));
        return join(header.array(), transport);
    }

    private byte[] v6() {
        byte[] transport = transport();
        byte[] chain = {};
        int next = protocol;
        for (Extension extension : extensions.reversed()) {
            byte[] bytes = extension.bytes.clone();
            bytes[0] = (byte) next;
            next = extension.type;
            chain = join(bytes, chain);
        }
        ByteBuffer header = ByteBuffer.allocate(40);
        header.putInt(6 << 28 | tos << 20 | flowLabel).putShort((short) (chain.length + transport.length));
        header.put((byte) next).put((byte) ttl).put(source).put(destination);
        return join(header.array(), chain, transport);
    }

    private byte[] transport() {
        return switch (body) {
            case TCP -> {
                ByteBuffer header =
                        ByteBuffer.allocate(20).putShort((short) sourcePort).putShort((short) port);
                header.putInt(0x01020304).putInt(0x05060708).put((byte) 0x50).put((byte) tcpFlags);
                yield withChecksum(join(header.putShort((short) 0x7210).array(), payload), 16);
            }
            case UDP -> {
                ByteBuffer header =
                        ByteBuffer.allocate(8).putShort((short) sourcePort).putShort((short) port);
                byte[] whole =
                        join(header.putShort((short) (8 + payload.length)).array(), payload);
                yield udpChecksum ? withChecksum(whole, 6) : whole;
            }
            case ICMP -> {
                ByteBuffer header = ByteBuffer.allocate(8).put((byte) icmpType).put((byte) icmpCode);
                yield withChecksum(join(header.putInt(4, icmpRest).array(), payload), 2);
            }
            case RAW -> payload;
        };
    }

    private byte[] withChecksum(byte[] whole, int at) {
        int checksum = ~Frame.sum(whole, 0, whole.length, protocol == ICMPV4 ? 0 : pseudoSum(whole.length)) & 0xffff;
        if (checksum == 0 && protocol == UDP) {
            checksum = 0xffff;
        }
        ByteBuffer.wrap(whole).putShort(at, (short) checksum);
        return whole;
    }

    private int pseudoSum(int length) {
        return Frame.sum(destination, 0, destination.length, Frame.sum(source, 0, source.length, protocol + length));
    }

    private Packet with(Consumer<Packet> change) {
        try {
            Packet changed = (Packet) clone();
            change.accept(changed);
            return changed;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
