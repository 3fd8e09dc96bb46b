// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Packets of a client that leave by the same next hop of a real server that has several, whichever that is.
/// Expected bytes are built from scratch, neither by the program nor by the model.
record UplinkRow(ForwardingPath path, Kind kind) {
    private static final int PIECE_BYTES = 40;
    private static final int RESERVED_BIT = 0x8000;

    enum Kind {
        TCP_FLOW,
        UDP_FLOW,
        ADDRESSES
    }

    /// @param out by a hop that neither changes Ethernet addresses nor tags
    private record Rewritten(Packet in, Packet out) {}

    /// @param out by each of the hops
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(byte[] in, List<Octets> out) {}

    static List<UplinkRow> all() {
        List<UplinkRow> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            for (Kind kind : Kind.values()) {
                rows.add(new UplinkRow(path, kind));
            }
        }
        return rows;
    }

    List<Setup.Hop> hops() {
        return Setups.hopsOf(path.vip, protocol(), path.uplinksPort);
    }

    List<Step> of(int client) {
        List<Rewritten> packets = switch (kind) {
            case TCP_FLOW -> tcpFlow(of(Packet.tcp(), client, 40_000));
            case UDP_FLOW -> udpFlow(of(Packet.udp(), client, 40_000));
            case ADDRESSES -> byAddresses(client);
        };
        return packets.stream().map(this::step).toList();
    }

    /// The first packet of a flow.
    Step of(int client, int clientPort) {
        Packet packet = of(protocol() == Packet.TCP ? Packet.tcp() : Packet.udp(), client, clientPort);
        return step(rewritten(packet));
    }

    /// A TCP packet that leaves with so many bytes.
    byte[] leavingWith(int bytes, int client) {
        return path.leavingWith(of(Packet.tcp(), client, 40_000), bytes).bytes();
    }

    private int protocol() {
        return kind == Kind.TCP_FLOW ? Packet.TCP : Packet.UDP;
    }

    private Packet of(Packet packet, int client, int clientPort) {
        return path.of(packet)
                .from((path.isV4() ? "203.0.113." : "2001:db8:c::") + client)
                .ports(clientPort, path.uplinksPort);
    }

    private List<Rewritten> tcpFlow(Packet tcp) {
        return List.of(
                rewritten(tcp.tcpFlags(2).payload()),
                rewritten(tcp.payloadBytes(700)),
                rewritten(tcp.tos(0xbb).ttl(9).identification(7)),
                rewritten(tcp.flagsAndOffset(0)),
                rewritten(tcp.flagsAndOffset(RESERVED_BIT)),
                rewritten(tcp.flowLabel(0xabcde)),
                new Rewritten(tcp.tags(Packet.SERVICE_TAG), path.rewritten(tcp, Packet.TCP, path.uplinksPort)));
    }

    private List<Rewritten> udpFlow(Packet udp) {
        return List.of(
                rewritten(udp),
                rewritten(udp.payload()),
                rewritten(udp.withoutUdpChecksum()),
                rewritten(udp.payload((byte) 1).padding(new byte[] {9, 8, 7})));
    }

    /// Fragments, the last of which has no room for ports; options and extension headers, which differ where
    /// ports stand otherwise; ICMP.
    private List<Rewritten> byAddresses(int client) {
        List<Rewritten> packets = new ArrayList<>();
        for (int clientPort : List.of(40_000, 50_000)) {
            Packet udp = of(Packet.udp(), client, clientPort);
            packets.addAll(
                    fragments(udp.flagsAndOffset(0).identification(clientPort).payloadBytes(2 * PIECE_BYTES - 6)));
            packets.add(rewritten(
                    path.isV4()
                            ? udp.options((byte) 7, (byte) 4, (byte) 4, (byte) (clientPort / 1_000))
                            : udp.extension(
                                    Packet.DESTINATION_OPTIONS,
                                    new byte[] {0, 0, (byte) (clientPort / 1_000), 4, 0, 0, 0, 0})));
            byte[] answer = udp.reversed().ip();
            packets.add(rewritten(of(Packet.icmp(path.isV4() ? 3 : 1, 1, clientPort), client, clientPort)
                    .payload(Arrays.copyOf(answer, path.isV4() ? 28 : 48))));
        }
        return packets;
    }

    private List<Rewritten> fragments(Packet whole) {
        List<Packet> in = whole.fragments(PIECE_BYTES);
        List<Packet> out = path.tunnelBytes > 0
                ? in.stream().map(piece -> rewritten(piece).out).toList()
                : rewritten(whole).out.fragments(PIECE_BYTES);
        List<Rewritten> pieces = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            pieces.add(new Rewritten(in.get(i), out.get(i)));
        }
        return pieces;
    }

    private Rewritten rewritten(Packet packet) {
        return new Rewritten(packet, path.rewritten(packet, protocol(), path.uplinksPort));
    }

    private Step step(Rewritten packet) {
        return new Step(
                packet.in.bytes(),
                hops().stream()
                        .map(hop -> Octets.of(by(hop, packet.out).bytes()))
                        .toList());
    }

    private static Packet by(Setup.Hop hop, Packet packet) {
        Packet left = packet.macs(mac(hop.mac()), mac(hop.own()));
        return hop.vlan() == 0 ? left : left.tags(Packet.CUSTOMER_TAG).tagControl(hop.vlan());
    }

    private static String mac(Octets octets) {
        return HexFormat.ofDelimiter(":").formatHex(octets.toArray());
    }

    @Override
    public String toString() {
        return path + ": " + kind;
    }
}
