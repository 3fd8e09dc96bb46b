// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The list "Order": what is not forwarded, and why.
final class OrderRows {
    private static final int ETHERNET_BYTES = 14;
    private static final Packet V4 = ForwardingPath.IPV4_DSCP.of(Packet.tcp());
    private static final Packet V6 = ForwardingPath.IPV6_DSCP.of(Packet.tcp());

    private OrderRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        rows.addAll(notAVip());
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(toAnotherHost(path));
        }
        rows.addAll(shortOfItsLength());
        rows.addAll(options());
        rows.addAll(extensionHeaders());
        for (ForwardingPath path : List.of(ForwardingPath.IPV4_DSCP, ForwardingPath.IPV6_DSCP)) {
            rows.addAll(transport(path));
            rows.addAll(service(path));
        }
        return rows;
    }

    private static List<Conformance> notAVip() {
        Packet three = V4.tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG, Packet.CUSTOMER_TAG);
        return List.of(
                row("ARP").passes(with(V4, 12, 0x08, 0x06), Way.NOT_A_VIP),
                row("three VLAN tags").passes(three, Way.NOT_A_VIP),
                row("EtherType only").passes(Arrays.copyOf(V4.bytes(), 14), Way.NOT_A_VIP),
                row("cut in the VLAN tag")
                        .passes(Arrays.copyOf(V4.tags(Packet.CUSTOMER_TAG).bytes(), 16), Way.NOT_A_VIP),
                row("IPv4: 19 bytes").passes(Arrays.copyOf(V4.bytes(), 33), Way.NOT_A_VIP),
                row("IPv6: 39 bytes").passes(Arrays.copyOf(V6.bytes(), 53), Way.NOT_A_VIP),
                row("IPv4: version 6").passes(with(V4, 14, 0x65), Way.NOT_A_VIP),
                row("IPv6: version 4").passes(with(V6, 14, 0x40), Way.NOT_A_VIP),
                row("IPv4: header of 16 bytes").passes(with(V4, 14, 0x44), Way.NOT_A_VIP),
                row("IPv4: other destination").passes(V4.to("192.0.2.11"), Way.NOT_A_VIP),
                row("IPv6: other destination").passes(V6.to("2001:db8:a::11"), Way.NOT_A_VIP),
                row("IPv6: VIP of IPv4, mapped").passes(V6.to("::ffff:192.0.2.10"), Way.NOT_A_VIP),
                row("not for a VIP and malformed").passes(with(V4.to("192.0.2.11"), 16, 0xff), Way.NOT_A_VIP));
    }

    /// Whatever it is, by any way into the program.
    private static List<Conformance> toAnotherHost(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        Packet echo = path.of(Packet.icmp(path.isV4() ? 8 : 128, 0, 0));
        for (String mac : List.of("02:00:00:00:09:09", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "33:33:00:00:00:01")) {
            for (Packet packet : List.of(
                    path.of(Packet.tcp()),
                    path.of(Packet.udp()),
                    path.of(Packet.tcp()).ports(40_000, 8080),
                    path.of(Packet.tcp()).tags(Packet.CUSTOMER_TAG),
                    path.of(Packet.udp())
                            .flagsAndOffset(0)
                            .payloadBytes(100)
                            .fragments(40)
                            .getFirst(),
                    echo)) {
                rows.add(row(path + ": sent to " + mac).passes(packet.macs(mac, "02:00:00:00:00:02"), Way.NOT_A_VIP));
            }
        }
        for (String mac : Setups.OWN_MACS) {
            Packet own = path.of(Packet.tcp()).macs(mac, "02:00:00:00:00:02");
            rows.add(row(path + ": sent to " + mac + ", of this host").forwards(own, path.rewritten(own)));
        }
        return rows;
    }

    private static List<Conformance> shortOfItsLength() {
        return List.of(
                row("IPv4: one byte short").drops(shortened(V4, 1), Way.MALFORMED),
                row("IPv6: one byte short").drops(shortened(V6, 1), Way.MALFORMED),
                row("IPv4: total length 19").drops(with(V4, 16, 0, 19), Way.MALFORMED),
                row("IPv4: total length within the options")
                        .drops(with(V4.options((byte) 1, (byte) 1, (byte) 1, (byte) 1), 16, 0, 23), Way.MALFORMED),
                row("IPv4: short and TTL 1").drops(shortened(V4.ttl(1), 1), Way.MALFORMED),
                row("IPv4: short and its port not served").drops(shortened(V4.ports(1, 8080), 1), Way.MALFORMED));
    }

    private static List<Conformance> options() {
        return List.of(
                row("IPv4: loose source route").drops(V4.options(bytes(131, 7, 8, 192, 0, 2, 7, 0)), Way.SOURCE_ROUTED),
                row("IPv4: strict source route")
                        .drops(V4.options(bytes(1, 137, 7, 4, 192, 0, 2, 7)), Way.SOURCE_ROUTED),
                row("IPv4: source route in a later fragment")
                        .drops(V4.options(bytes(131, 3, 4, 0)).flagsAndOffset(10), Way.SOURCE_ROUTED),
                row("IPv4: source route behind the end of options")
                        .forwards(
                                V4.options(bytes(0, 131, 3, 4)),
                                ForwardingPath.IPV4_DSCP.rewritten(V4.options(bytes(0, 131, 3, 4)))),
                row("IPv4: option longer than the header").drops(V4.options(bytes(7, 5, 4, 0)), Way.MALFORMED),
                row("IPv4: source route longer than the header").drops(V4.options(bytes(131, 7, 4, 0)), Way.MALFORMED),
                row("IPv4: option of length 1").drops(V4.options(bytes(7, 1, 0, 0)), Way.MALFORMED),
                row("IPv4: option of length 0").drops(V4.options(bytes(7, 0, 0, 0)), Way.MALFORMED),
                row("IPv4: option without a length").drops(V4.options(bytes(1, 1, 1, 7)), Way.MALFORMED));
    }

    private static List<Conformance> extensionHeaders() {
        Packet six = V6;
        for (int i = 0; i < 6; i++) {
            six = six.extension(Packet.DESTINATION_OPTIONS, new byte[8]);
        }
        Packet routed = V6.extension(Packet.ROUTING, bytes(0, 0, 4, 1, 0, 0, 0, 0));
        Packet empty = V6.payload();
        return List.of(
                row("IPv6: segments left").drops(routed, Way.SOURCE_ROUTED),
                row("IPv6: segments left, behind two other headers")
                        .drops(
                                V6.extension(Packet.HOP_BY_HOP, new byte[8])
                                        .fragmentHeader(0, false)
                                        .extension(Packet.ROUTING, bytes(0, 0, 4, 2, 0, 0, 0, 0)),
                                Way.SOURCE_ROUTED),
                row("IPv6: seven extension headers")
                        .drops(six.extension(Packet.DESTINATION_OPTIONS, new byte[8]), Way.MALFORMED),
                row("IPv6: six extension headers, then a fragment header")
                        .drops(six.fragmentHeader(0, false), Way.MALFORMED),
                row("IPv6: two fragment headers")
                        .drops(V6.fragmentHeader(0, false).fragmentHeader(0, false), Way.MALFORMED),
                row("IPv6: extension header longer than the packet")
                        .drops(V6.extension(Packet.HOP_BY_HOP, bytes(0, 9, 0, 0, 0, 0, 0, 0)), Way.MALFORMED),
                row("IPv6: extension header in the padding")
                        .drops(with(empty.extension(Packet.ROUTING, new byte[8]), 18, 0, 7), Way.MALFORMED),
                row("IPv6: no next header")
                        .drops(Packet.raw(59).from("2001:db8:c::7").to(Setups.VIP6), Way.OTHER_PROTOCOL));
    }

    private static List<Conformance> transport(ForwardingPath path) {
        byte[] nineteen = Arrays.copyOfRange(path.of(Packet.tcp()).bytes(), headerEnd(path), headerEnd(path) + 19);
        byte[] seven = Arrays.copyOfRange(path.of(Packet.udp()).bytes(), headerEnd(path), headerEnd(path) + 7);
        Packet shortTcp = path.of(Packet.raw(Packet.TCP, nineteen));
        return List.of(
                row(path + ": TCP header of 19 bytes").drops(shortTcp, Way.MALFORMED),
                row(path + ": TCP header that ends in the padding").drops(shortTcp.padding(new byte[8]), Way.MALFORMED),
                row(path + ": UDP header of 7 bytes").drops(path.of(Packet.raw(Packet.UDP, seven)), Way.MALFORMED),
                row(path + ": GRE").drops(path.of(Packet.raw(47, new byte[8])), Way.OTHER_PROTOCOL),
                row(path + ": protocol of a tunnel").drops(path.of(Packet.raw(4, V4.ip())), Way.OTHER_PROTOCOL),
                row(path + ": the other version's ICMP")
                        .drops(
                                path.of(Packet.raw(path.isV4() ? Packet.ICMPV6 : Packet.ICMPV4, new byte[8])),
                                Way.OTHER_PROTOCOL));
    }

    private static List<Conformance> service(ForwardingPath path) {
        Packet tcp = path.of(Packet.tcp());
        return List.of(
                row(path + ": port not served").drops(tcp.ports(40_000, 8080), Way.PORT_NOT_SERVED),
                row(path + ": port 0").drops(tcp.ports(40_000, 0), Way.PORT_NOT_SERVED),
                row(path + ": no real server").drops(tcp.ports(40_000, Setups.NO_SERVER), Way.NO_SERVER));
    }

    private static int headerEnd(ForwardingPath path) {
        return ETHERNET_BYTES + (path.isV4() ? 20 : 40);
    }

    private static byte[] shortened(Packet packet, int bytes) {
        return Arrays.copyOf(packet.bytes(), packet.bytes().length - bytes);
    }

    private static byte[] with(Packet packet, int at, int... values) {
        byte[] changed = packet.bytes();
        System.arraycopy(bytes(values), 0, changed, at, values.length);
        return changed;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
