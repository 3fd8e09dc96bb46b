// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.forward.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Packets of all kinds that the page speaks of, in all mixtures, for [Setups]. The same seed gives the same packets.
final class PacketGenerator {
    private static final int MAX_FRAME_BYTES = 9_000;
    /// More lies in several buffers: a page less headroom and skb_shared_info (net/bpf/test_run.c).
    private static final int ONE_BUFFER_BYTES = 3_600;
    private static final int PAST_FLOWS = 256;
    private static final int PENDING_FRAGMENTS = 64;
    /// Around all ones, in either byte order that a program may add in.
    private static final int[] EDGY_CHECKSUMS = {0, 1, 0xfffc, 0xfffd, 0xfffe, 0xfcff, 0xfdff, 0xfeff};

    private static final Set<Integer> CHECKED_PROTOCOLS = Set.of(Packet.ICMPV4, Packet.TCP, Packet.UDP, Packet.ICMPV6);
    private static final int GRE = 47;
    private static final int[] ECHO_REQUESTS = {8, 128};
    private static final int[] ERRORS_V4 = {3, 11, 12};
    private static final int[] ERRORS_V6 = {1, 2, 3, 4};

    private final Random random;
    private final RandomDress dress;
    private final OvertakenFragments overtaken;
    private final FrameCounts counts = new FrameCounts();
    private final List<Packet> flows = new ArrayList<>();
    private final Deque<Packet> fragments = new ArrayDeque<>();

    PacketGenerator(long seed) {
        random = new Random(seed);
        dress = new RandomDress(random, counts);
        overtaken = new OvertakenFragments(random);
    }

    Packet next() {
        while (true) {
            Packet packet = odds(40) ? edgyHeader() : dress.of(kind());
            if (packet.bytes().length <= MAX_FRAME_BYTES) {
                return packet;
            }
        }
    }

    /// How many of each class there were.
    Map<FrameClass, Integer> counts() {
        return counts.all();
    }

    private Packet kind() {
        return switch (random.nextInt(24)) {
            case 0 -> echo();
            case 1, 2, 3 -> icmpError();
            case 4, 5 -> newFragments();
            case 6, 7 -> fragments.isEmpty() ? newFragments() : laterFragment();
            case 8 -> strayFragment();
            case 9 -> otherProtocol();
            case 10 -> notAVip();
            case 11, 12 -> dress.oddlyFrom(again());
            case 13, 14 -> refused();
            case 15 -> echoFragments();
            case 16 -> overtakenFragment();
            case 17 -> inSeveralBuffers();
            default -> dress.oddlyFrom(client());
        };
    }

    /// A client's TCP or UDP packet with random contents.
    private Packet client() {
        boolean v4 = random.nextBoolean();
        int port = 79 + random.nextInt(Setups.LAST_PORT - 78);
        if (port >= Setups.UPLINKS_DSCP) {
            counts.add(FrameClass.SEVERAL_HOPS);
        }
        Packet packet = (random.nextInt(3) > 0 ? Packet.tcp() : Packet.udp())
                .from(clientAddress(v4))
                .to(v4 ? Setups.VIP4 : Setups.VIP6)
                .ports(1024 + random.nextInt(60_000), port)
                .tcpFlags(random.nextInt(256))
                .flagsAndOffset(flags());
        packet = odds(10) ? packet.withoutUdpChecksum() : packet;
        packet = odds(30) ? withEdgyChecksum(packet) : withPayload(packet);
        remember(packet);
        return packet;
    }

    /// A client's packet or echo request, as on a segment of jumbo frames.
    private Packet inSeveralBuffers() {
        counts.add(FrameClass.SEVERAL_BUFFERS);
        int bytes = ONE_BUFFER_BYTES + random.nextInt(MAX_FRAME_BYTES - ONE_BUFFER_BYTES - 400);
        return (odds(4) ? echo() : client()).payloadBytes(bytes);
    }

    private Packet refused() {
        counts.add(FrameClass.REFUSED);
        return new RefusedPackets(random).to(client());
    }

    /// Another packet of a flow that was there before.
    private Packet again() {
        if (flows.isEmpty()) {
            return client();
        }
        return withPayload(flows.get(random.nextInt(flows.size())))
                .tcpFlags(random.nextInt(256))
                .flagsAndOffset(flags());
    }

    /// Such that the checksum for the real server's address is one at which carries are lost easily.
    private Packet withEdgyChecksum(Packet packet) {
        String vip = packet.isV4() ? Setups.VIP4 : Setups.VIP6;
        String server = Setups.serverOf(vip, packet.protocol(), Setups.DSCP);
        int checksum = EDGY_CHECKSUMS[random.nextInt(EDGY_CHECKSUMS.length)];
        return packet.ports(1024 + random.nextInt(60_000), Setups.DSCP)
                .withChecksumAt(server, checksum, 2 + 2 * random.nextInt(20));
    }

    /// The same for the header checksum.
    private Packet edgyHeader() {
        Packet packet = ForwardingPath.IPV4_DSCP
                .of(Packet.tcp())
                .tos(random.nextInt(256))
                .ttl(2 + random.nextInt(254))
                .payloadBytes(random.nextInt(100))
                .identification(0);
        byte[] leaving = ForwardingPath.IPV4_DSCP.rewritten(packet).ip();
        int checksum = EDGY_CHECKSUMS[random.nextInt(EDGY_CHECKSUMS.length)];
        return packet.identification(Frame.sum(leaving, 10, 2, ~checksum & 0xffff));
    }

    private void remember(Packet packet) {
        if (flows.size() < PAST_FLOWS) {
            flows.add(packet);
        } else {
            flows.set(random.nextInt(PAST_FLOWS), packet);
        }
    }

    private Packet echo() {
        boolean v4 = random.nextBoolean();
        boolean empty = odds(5);
        String vip = v4 ? empty ? Setups.EMPTY_VIP4 : Setups.VIP4 : empty ? Setups.EMPTY_VIP6 : Setups.VIP6;
        Packet echo = Packet.icmp(ECHO_REQUESTS[v4 ? 0 : 1], odds(20) ? 5 : 0, random.nextInt())
                .from(clientAddress(v4))
                .to(vip);
        echo = dress.oddlyFrom(withPayload(odds(10) ? echo.icmpType(random.nextInt(256)) : echo));
        return odds(10) ? firstOf(echo.payloadBytes(64).fragments(32)) : echo;
    }

    private Packet echoFragments() {
        counts.add(FrameClass.ECHO_FRAGMENT);
        return begin(echo().payloadBytes(40 + random.nextInt(600)));
    }

    /// About an answer that a real server gave to a flow that was there before, mostly.
    private Packet icmpError() {
        Packet flow = odds(10) || flows.isEmpty() ? client() : flows.get(random.nextInt(flows.size()));
        Packet answer = dress.withHeaders(withPayload(flow.reversed()));
        answer = switch (random.nextInt(24)) {
            case 0 -> answer.from(flow.isV4() ? "192.0.2.11" : "2001:db8:a::11");
            case 1 ->
                firstOf(withoutHeaders(answer).payloadBytes(64).fragments(32).reversed());
            case 2 -> firstOf(withoutHeaders(answer).payloadBytes(64).fragments(32));
            case 3 ->
                Packet.raw(random.nextInt(256), bytes(24)).from(vipOf(flow)).to(clientAddress(flow.isV4()));
            default -> answer;
        };
        byte[] inside = answer.ip();
        int quoted = odds(8) ? random.nextInt(80) : (flow.isV4() ? 28 : 48) + random.nextInt(600);
        int[] types = flow.isV4() ? ERRORS_V4 : ERRORS_V6;
        Packet error = Packet.icmp(types[random.nextInt(types.length)], random.nextInt(5), random.nextInt(2_000))
                .flagsAndOffset(flags())
                .from(clientAddress(flow.isV4()))
                .to(vipOf(flow))
                .payload(Arrays.copyOf(inside, Math.min(inside.length, quoted)));
        error = dress.oddlyFrom(odds(20) ? error.payload(padded(inside)) : error);
        return odds(40) ? firstOf(error.fragments(24)) : error;
    }

    private static String vipOf(Packet flow) {
        return flow.isV4() ? Setups.VIP4 : Setups.VIP6;
    }

    private byte[] padded(byte[] inside) {
        return Arrays.copyOf(inside, 1_360 + random.nextInt(160));
    }

    /// A first fragment now, the others for later.
    private Packet newFragments() {
        Packet whole = client().payloadBytes(40 + random.nextInt(odds(5) ? 3_200 : 600));
        return begin(whole);
    }

    private Packet begin(Packet unnumbered) {
        Packet whole = unnumbered.identification(odds(3) ? random.nextInt(4) : random.nextInt(0x10000));
        int pieceBytes = 8 * (3 + random.nextInt(odds(5) ? 200 : 40));
        List<Packet> pieces = (odds(4) ? endingShort(whole, pieceBytes) : whole).fragments(pieceBytes);
        fragments.addAll(pieces.subList(1, pieces.size()));
        while (fragments.size() > PENDING_FRAGMENTS) {
            fragments.removeFirst();
        }
        counts.add(FrameClass.FRAGMENT);
        return pieces.getFirst();
    }

    /// With fewer bytes in the last fragment than ports have.
    private Packet endingShort(Packet whole, int pieceBytes) {
        int headerBytes = whole.protocol() == Packet.TCP ? 20 : 8;
        return whole.payloadBytes(pieceBytes * (1 + random.nextInt(3)) + 1 + random.nextInt(3) - headerBytes);
    }

    private Packet laterFragment() {
        counts.add(FrameClass.FRAGMENT);
        Packet fragment = fragments.removeFirst();
        if (odds(3)) {
            fragments.addLast(fragment);
        }
        if (fragment.isV4() || odds(4)) {
            return fragment;
        }
        counts.add(FrameClass.OTHER_NEXT_HEADER);
        return fragment.protocol(random.nextInt(256));
    }

    private Packet strayFragment() {
        counts.add(FrameClass.FRAGMENT);
        List<Packet> pieces =
                client().payloadBytes(200).identification(random.nextInt(8)).fragments(64);
        Collections.shuffle(pieces, random);
        return pieces.getFirst();
    }

    private Packet overtakenFragment() {
        counts.add(FrameClass.OVERTAKEN_FRAGMENT);
        return overtaken.next(() -> odds(6) ? echo() : client());
    }

    private static Packet firstOf(List<Packet> pieces) {
        return pieces.getFirst();
    }

    /// None that has a checksum: random bytes would have a wrong one.
    private Packet otherProtocol() {
        boolean v4 = random.nextBoolean();
        int protocol = random.nextInt(256);
        boolean checked = CHECKED_PROTOCOLS.contains(protocol);
        return Packet.raw(checked ? GRE : protocol, bytes(random.nextInt(80)))
                .from(clientAddress(v4))
                .to(v4 ? Setups.VIP4 : Setups.VIP6);
    }

    private Packet notAVip() {
        Packet packet = client();
        if (packet.isV4()) {
            return packet.to(odds(2) ? "192.0.2.11" : "198.51.100.1");
        }
        return packet.to(odds(2) ? "2001:db8:a::11" : "::ffff:" + Setups.VIP4);
    }

    private static Packet withoutHeaders(Packet packet) {
        return packet.isV4() ? packet.options() : packet.withoutExtensions();
    }

    /// Short mostly, at times of about the size that just fits.
    private Packet withPayload(Packet packet) {
        return switch (random.nextInt(8)) {
            case 0 -> sized(packet, Setups.MTU);
            case 1 -> sized(packet, Setups.SMALL_MTU);
            case 2 -> packet.payloadBytes(random.nextInt(odds(4) ? 3_200 : 1_200));
            default -> packet.payload(bytes(random.nextInt(60)));
        };
    }

    /// So large that with some tunnel header or none it has about so many bytes.
    private Packet sized(Packet packet, int bytes) {
        int tunnel = 20 * random.nextInt(3);
        int empty = packet.payloadBytes(0).ip().length;
        return packet.payloadBytes(bytes - tunnel - empty + random.nextInt(5) - 2);
    }

    private String clientAddress(boolean v4) {
        int host = 1 + random.nextInt(100);
        return v4 ? "203.0.113." + host : "2001:db8:c:" + host + "::7";
    }

    /// DF in every other packet, and sometimes the reserved bit.
    private int flags() {
        return (odds(2) ? 0 : Packet.DONT_FRAGMENT) | (odds(20) ? 0x8000 : 0);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean odds(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
