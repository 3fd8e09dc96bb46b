// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.model.Way;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The section "Refused".
final class RefusalRows {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;
    /// What [Packet] writes into each segment.
    private static final int SEQUENCE = 0x01020304;

    private static final int ACKNOWLEDGED = 0x05060708;
    private static final int NOT_SERVED = 8080;
    private static final byte[] NO_OPERATIONS = {1, 1, 1, 0};

    private RefusalRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : List.of(ForwardingPath.IPV4_DSCP, ForwardingPath.IPV6_DSCP)) {
            String vip = path.isV4() ? Setups.REFUSING_VIP4 : Setups.REFUSING_VIP6;
            rows.addAll(segments(path, path.of(Packet.tcp()).to(vip).ports(40_000, NOT_SERVED)));
            rows.addAll(datagrams(path, path.of(Packet.udp()).to(vip).ports(40_000, NOT_SERVED)));
            rows.addAll(noServer(path, vip));
            rows.addAll(silent(path, vip));
            rows.addAll(onItsLastHop(path, vip));
        }
        return rows;
    }

    private static List<Conformance> segments(ForwardingPath path, Packet tcp) {
        Packet headers = path.isV4() ? tcp.options(NO_OPERATIONS) : extended(tcp);
        Packet tagged = tcp.tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG).padding(new byte[9]);
        Packet first = tcp.payloadBytes(100).flagsAndOffset(0).fragments(64).getFirst();
        return List.of(
                refused(path, "SYN", tcp.tcpFlags(SYN).payload(), behind(1)),
                refused(path, "SYN with data", tcp.tcpFlags(SYN).payloadBytes(700), behind(701)),
                refused(path, "FIN without ACK", tcp.tcpFlags(FIN).payloadBytes(3), behind(4)),
                refused(path, "no flag at all", tcp.tcpFlags(0).payloadBytes(3), behind(3)),
                refused(path, "data in two buffers", tcp.tcpFlags(PSH).payloadBytes(3_000), behind(3_000)),
                refused(path, "ACK", tcp.tcpFlags(ACK).payloadBytes(3), at()),
                refused(path, "SYN and ACK", tcp.tcpFlags(SYN | ACK).payload(), at()),
                refused(path, "FIN and ACK", tcp.tcpFlags(FIN | ACK).payload(), at()),
                refused(path, "marked", tcp.tos(0xbb).flowLabel(0x12345).ttl(7), at()),
                refused(path, "options or extension headers", headers, at()),
                refused(path, "in VLANs, with padding", tagged, at()),
                row(path + ": reset of a first fragment").answers(first, Way.UNSERVED_REFUSED, reset(tcp, at())));
    }

    private static List<Conformance> datagrams(ForwardingPath path, Packet udp) {
        Packet headers = path.isV4() ? udp.options(NO_OPERATIONS) : extended(udp);
        Packet tagged = udp.tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG).padding(new byte[9]);
        Packet first = udp.payloadBytes(1_000).flagsAndOffset(0).fragments(800).getFirst();
        List<Conformance> rows = new ArrayList<>();
        int most = path.isV4() ? 576 - 28 : 1_280 - 48;
        int empty = udp.payloadBytes(0).ip().length;
        for (int bytes : List.of(empty, empty + 1, 64 + empty, most - 1, most, most + 1, 3_000)) {
            Packet sized = udp.payloadBytes(bytes - empty);
            rows.add(unreachable(path, "datagram of " + bytes + " bytes", sized, Way.UNSERVED_REFUSED));
        }
        rows.add(unreachable(path, "without a checksum", udp.withoutUdpChecksum(), Way.UNSERVED_REFUSED));
        rows.add(unreachable(path, "marked", udp.tos(0xbb).flowLabel(5), Way.UNSERVED_REFUSED));
        rows.add(unreachable(path, "options or extension headers", headers, Way.UNSERVED_REFUSED));
        rows.add(unreachable(path, "in VLANs, with padding", tagged, Way.UNSERVED_REFUSED));
        rows.add(unreachable(path, "first fragment", first, Way.UNSERVED_REFUSED));
        return rows;
    }

    private static List<Conformance> noServer(ForwardingPath path, String vip) {
        Packet tcp = path.of(Packet.tcp()).to(vip).ports(40_000, Setups.NO_SERVER);
        Packet udp = path.of(Packet.udp()).to(vip).ports(40_000, Setups.NO_SERVER);
        String half = path.isV4() ? Setups.UNSERVED_REFUSING_VIP4 : Setups.UNSERVED_REFUSING_VIP6;
        Packet syn = tcp.tcpFlags(SYN).payload();
        return List.of(
                row(path + ": SYN without a server").answers(syn, Way.NO_SERVER_REFUSED, reset(syn, behind(1))),
                row(path + ": ACK without a server").answers(tcp, Way.NO_SERVER_REFUSED, reset(tcp, at())),
                unreachable(path, "datagram without a server", udp, Way.NO_SERVER_REFUSED),
                unreachable(path, "the same in a VLAN", udp.tags(Packet.CUSTOMER_TAG), Way.NO_SERVER_REFUSED),
                row(path + ": no server, of which nothing is told").drops(tcp.to(half), Way.NO_SERVER),
                row(path + ": the same in a VLAN").drops(udp.to(half).tags(Packet.CUSTOMER_TAG), Way.NO_SERVER),
                unreachable(
                        path,
                        "unserved, of which it is told",
                        udp.to(half).ports(40_000, NOT_SERVED),
                        Way.UNSERVED_REFUSED));
    }

    /// Where no answer may be given.
    private static List<Conformance> silent(ForwardingPath path, String vip) {
        Packet tcp = path.of(Packet.tcp()).to(vip).ports(40_000, NOT_SERVED);
        Packet udp = path.of(Packet.udp()).to(vip).ports(40_000, NOT_SERVED);
        List<Conformance> rows = new ArrayList<>();
        List<String> sources = path.isV4()
                ? List.of(
                        "0.0.0.0",
                        "0.1.2.3",
                        "127.0.0.1",
                        "224.0.0.1",
                        "239.1.1.1",
                        "240.0.0.1",
                        "255.255.255.255",
                        vip)
                : List.of("::", "::1", "ff02::1", vip);
        for (String source : sources) {
            rows.add(row(path + ": segment from " + source).drops(tcp.from(source), Way.MARTIAN));
            rows.add(row(path + ": datagram from " + source).drops(udp.from(source), Way.MARTIAN));
        }
        byte[] shortHeader = tcp.bytes();
        shortHeader[14 + (path.isV4() ? 20 : 40) + 12] = 0x40;
        byte[] longHeader = tcp.bytes();
        longHeader[14 + (path.isV4() ? 20 : 40) + 12] = (byte) 0xf0;
        Packet fromMany = udp.macs("02:00:00:00:00:01", "03:00:00:00:00:02");
        Packet first = tcp.tcpFlags(SYN)
                .payloadBytes(100)
                .flagsAndOffset(0)
                .fragments(64)
                .getFirst();
        rows.addAll(List.of(
                row(path + ": reset").drops(tcp.tcpFlags(RST), Way.PORT_NOT_SERVED),
                row(path + ": reset with ACK").drops(tcp.tcpFlags(RST | ACK), Way.PORT_NOT_SERVED),
                row(path + ": TCP header of 16 bytes").drops(shortHeader, Way.PORT_NOT_SERVED),
                row(path + ": TCP header longer than the segment").drops(longHeader, Way.PORT_NOT_SERVED),
                row(path + ": first fragment of unknown length").drops(first, Way.PORT_NOT_SERVED),
                row(path + ": from a station that is many").drops(fromMany, Way.PORT_NOT_SERVED)));
        return rows;
    }

    /// Traceroute sees the balancer, whatever it asks for.
    private static List<Conformance> onItsLastHop(ForwardingPath path, String vip) {
        List<Conformance> rows = new ArrayList<>();
        for (Packet packet : List.of(
                path.of(Packet.tcp()),
                path.of(Packet.udp()),
                path.of(Packet.tcp().tcpFlags(RST)))) {
            for (int port : List.of(path.port, NOT_SERVED, Setups.NO_SERVER)) {
                Packet last = packet.ports(40_000, port).ttl(1);
                Packet first =
                        last.flagsAndOffset(0).payloadBytes(100).fragments(64).getFirst();
                Packet headers = path.isV4() ? last.options(NO_OPERATIONS) : extended(last);
                rows.add(expired(path, "port " + port, last));
                rows.add(expired(path, "hop limit 0, port " + port, last.ttl(0)));
                rows.add(expired(path, "of a VIP that refuses, port " + port, last.to(vip)));
                rows.add(expired(path, "in a VLAN, port " + port, last.tags(Packet.CUSTOMER_TAG)));
                rows.add(expired(path, "large, port " + port, last.payloadBytes(2_000)));
                rows.add(expired(path, "with headers, port " + port, headers));
                rows.add(expired(path, "first fragment, port " + port, first));
            }
        }
        Packet fromMany = path.of(Packet.udp()).macs("02:00:00:00:00:01", "03:00:00:00:00:02");
        rows.add(row(path + ": from many, on its last hop").drops(fromMany.ttl(1), Way.TTL_EXPIRED));
        return rows;
    }

    private static Conformance expired(ForwardingPath path, String name, Packet packet) {
        return row(path + ": last hop, " + name).answers(packet, Way.TTL_EXPIRED, timeExceeded(path, packet));
    }

    /// By the balancer itself.
    static Packet timeExceeded(ForwardingPath path, Packet packet) {
        int most = path.isV4() ? 576 - 28 : 1_280 - 48;
        byte[] quote = packet.ip();
        return plain(packet.backToSender().asIcmp(path.isV4() ? 11 : 3, 0, 0))
                .from(path.isV4() ? Setups.TUNNEL4 : Setups.TUNNEL6)
                .payload(Arrays.copyOf(quote, Math.min(most, quote.length)));
    }

    private static Packet extended(Packet packet) {
        return packet.extension(Packet.HOP_BY_HOP, new byte[8]).extension(Packet.DESTINATION_OPTIONS, new byte[8]);
    }

    private static Conformance refused(ForwardingPath path, String name, Packet segment, Numbers numbers) {
        return row(path + ": " + name).answers(segment, Way.UNSERVED_REFUSED, reset(segment, numbers));
    }

    private static Conformance unreachable(ForwardingPath path, String name, Packet datagram, Way way) {
        int type = path.isV4() ? 3 : 1;
        int most = path.isV4() ? 576 - 28 : 1_280 - 48;
        byte[] quote = datagram.ip();
        Packet error = plain(datagram.backToSender().asIcmp(type, path.isV4() ? 3 : 4, 0))
                .payload(Arrays.copyOf(quote, Math.min(most, quote.length)));
        return row(path + ": " + name).answers(datagram, way, error);
    }

    /// Of a reset.
    private record Numbers(int sequence, int acknowledged, int flags) {}

    /// "The sequence number from the ACK field of the segment".
    private static Numbers at() {
        return new Numbers(ACKNOWLEDGED, 0, RST);
    }

    /// Of a segment without ACK: 0, and what follows the segment.
    private static Numbers behind(int length) {
        return new Numbers(0, SEQUENCE + length, RST | ACK);
    }

    private static byte[] reset(Packet segment, Numbers numbers) {
        Packet back = plain(segment.backToSender().asIcmp(0, 0, 0));
        int ethernetBytes = back.bytes().length - back.ip().length;
        byte[] before = segment.payloadBytes(0).padding().bytes();
        int portsAt = before.length - 20;
        byte[] tcp = ByteBuffer.allocate(20)
                .put(before, portsAt + 2, 2)
                .put(before, portsAt, 2)
                .putInt(numbers.sequence())
                .putInt(numbers.acknowledged())
                .put((byte) 0x50)
                .put((byte) numbers.flags())
                .array();
        byte[] ip = back.ip();
        int addressesAt = segment.isV4() ? 12 : 8;
        int addressBytes = segment.isV4() ? 8 : 32;
        int pseudo = Frame.sum(ip, addressesAt, addressBytes, Packet.TCP + 20);
        ByteBuffer.wrap(tcp).putShort(16, (short) ~Frame.sum(tcp, 0, 20, pseudo));
        return ByteBuffer.allocate(ethernetBytes + addressesAt + addressBytes + 20)
                .put(back.bytes(), 0, ethernetBytes)
                .put(header(ip, segment.isV4()))
                .put(tcp)
                .array();
    }

    /// The header of an ICMP message, as it is before TCP of 20 bytes.
    private static byte[] header(byte[] icmp, boolean v4) {
        byte[] bytes = Arrays.copyOf(icmp, v4 ? 20 : 40);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (v4) {
            header.putShort(2, (short) 40).put(9, (byte) Packet.TCP).putShort(10, (short) 0);
            header.putShort(10, (short) ~Frame.sum(bytes, 0, 20, 0));
        } else {
            header.putShort(4, (short) 20).put(6, (byte) Packet.TCP);
        }
        return bytes;
    }

    private static Packet plain(Packet answer) {
        return answer.tos(0)
                .ttl(64)
                .identification(0)
                .flagsAndOffset(0)
                .flowLabel(0)
                .padding();
    }
}
