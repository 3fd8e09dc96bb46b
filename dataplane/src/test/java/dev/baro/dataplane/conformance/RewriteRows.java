// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.List;

/// The table "Rewrite", for each method in each IP version.
final class RewriteRows {
    private static final byte[] OPTIONS = {7, 7, 4, 0, 0, 0, 0, (byte) 148, 4, 0, 0, 1};

    private RewriteRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(transport(path));
            rows.addAll(tos(path));
            rows.addAll(ethernet(path));
            rows.addAll(headers(path));
            if (path.isDscp()) {
                rows.addAll(dscp(path));
            }
        }
        return rows;
    }

    private static List<Conformance> transport(ForwardingPath path) {
        Packet tcp = path.of(Packet.tcp());
        Packet udp = path.of(Packet.udp());
        byte[] damaged = tcp.bytes();
        damaged[damaged.length - 1] ^= 0x40;
        byte[] stillDamaged = path.rewritten(tcp).bytes();
        stillDamaged[stillDamaged.length - 1] ^= 0x40;
        return List.of(
                row(path + ": TCP").forwards(tcp, path.rewritten(tcp)),
                row(path + ": UDP").forwards(udp, path.rewrittenUdp(udp)),
                row(path + ": UDP without payload").forwards(udp.payload(), path.rewrittenUdp(udp.payload())),
                row(path + ": UDP without checksum")
                        .forwards(udp.withoutUdpChecksum(), path.rewrittenUdp(udp.withoutUdpChecksum())),
                row(path + ": a wrong TCP checksum stays as wrong").forwards(damaged, stillDamaged),
                row(path + ": TTL 2").forwards(tcp.ttl(2), path.rewritten(tcp.ttl(2))),
                row(path + ": TTL 255").forwards(tcp.ttl(255), path.rewritten(tcp.ttl(255))));
    }

    private static List<Conformance> tos(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        for (int tos : List.of(0x00, 0x01, 0x02, 0x03, 0xb8, 0xb9, 0xba, 0xbb, 0xff)) {
            Packet tcp = path.of(Packet.tcp()).tos(tos);
            rows.add(row(path + ": TOS 0x%02x".formatted(tos)).forwards(tcp, path.rewritten(tcp)));
        }
        return rows;
    }

    private static List<Conformance> ethernet(ForwardingPath path) {
        Packet padded = path.of(Packet.udp()).payload((byte) 1).padding(new byte[] {9, 8, 7, 6, 5});
        List<Conformance> rows = new ArrayList<>();
        rows.add(row(path + ": padding").forwards(padded, path.rewrittenUdp(padded)));
        rows.addAll(tagged(path));
        return rows;
    }

    /// Whatever tags a frame comes with, it leaves with the one of its route.
    private static List<Conformance> tagged(ForwardingPath path) {
        Packet tcp = path.of(Packet.tcp());
        Packet inVlan = tcp.ports(40_000, path.vlanPort);
        List<Conformance> rows = new ArrayList<>();
        List<List<Integer>> stacks = List.of(
                List.of(),
                List.of(Packet.CUSTOMER_TAG),
                List.of(Packet.SERVICE_TAG),
                List.of(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG));
        for (List<Integer> stack : stacks) {
            Packet in = tcp.tags(stack.toArray(Integer[]::new));
            Packet toVlan = inVlan.tags(stack.toArray(Integer[]::new));
            Packet out = path.rewritten(inVlan, Packet.TCP, path.vlanPort).tags(Packet.CUSTOMER_TAG);
            rows.add(row(path + ": tags " + stack + " to an untagged next hop").forwards(in, path.rewritten(tcp)));
            rows.add(row(path + ": tags " + stack + " to a next hop in a VLAN").forwards(toVlan, out));
        }
        Packet priority = tcp.tags(Packet.CUSTOMER_TAG).tagControl(5 << 13);
        Packet sameVlan = inVlan.tags(Packet.CUSTOMER_TAG).tagControl(5 << 13 | Setups.VLAN);
        Packet unknown = tcp.tags(Packet.CUSTOMER_TAG).tagControl(666);
        Packet unknownInside = tcp.tags(Packet.CUSTOMER_TAG, Packet.CUSTOMER_TAG);
        rows.add(row(path + ": a priority without a VLAN").forwards(priority, path.rewritten(tcp)));
        rows.add(row(path + ": the priority in the VLAN of the next hop stays")
                .forwards(sameVlan, path.rewritten(sameVlan, Packet.TCP, path.vlanPort)));
        rows.add(row(path + ": a VLAN that the host does not have").passes(unknown, Way.NOT_A_VIP));
        rows.add(row(path + ": such a VLAN inside another").passes(unknownInside, Way.NOT_A_VIP));
        return rows;
    }

    private static List<Conformance> headers(ForwardingPath path) {
        Packet tcp = path.of(Packet.tcp());
        Packet identified = tcp.identification(0xbeef).flagsAndOffset(0);
        if (path.isV4()) {
            Packet options = tcp.options(OPTIONS);
            return List.of(
                    row(path + ": options").forwards(options, path.rewritten(options)),
                    row(path + ": identification, and no DF").forwards(identified, path.rewritten(identified)));
        }
        Packet label = tcp.flowLabel(0xabcde).tos(0x5a);
        Packet extensions = tcp.extension(Packet.HOP_BY_HOP, new byte[] {0, 0, 5, 2, 0, 0, 1, 0})
                .extension(
                        Packet.ROUTING,
                        new byte[] {0, 2, 4, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2})
                .extension(Packet.DESTINATION_OPTIONS, new byte[8]);
        Packet six = extensions
                .fragmentHeader(0, false)
                .extension(Packet.DESTINATION_OPTIONS, new byte[] {0, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .extension(Packet.DESTINATION_OPTIONS, new byte[8]);
        return List.of(
                row(path + ": flow label").forwards(label, path.rewritten(label)),
                row(path + ": extension headers").forwards(extensions, path.rewritten(extensions)),
                row(path + ": six extension headers").forwards(six, path.rewritten(six)));
    }

    /// Checksums under a new address.
    private static List<Conformance> dscp(ForwardingPath path) {
        Packet udp = path.of(Packet.udp());
        Packet udpZero = udp.withChecksumAt(Setups.serverOf(path.vip, Packet.UDP, path.port), 0, 6);
        Packet tcp = path.of(Packet.tcp());
        Packet tcpZero = tcp.withChecksumAt(Setups.serverOf(path.vip, Packet.TCP, path.port), 0, 6);
        Packet elsewhere = tcp.ports(40_000, Setups.REDIRECTED);
        return List.of(
                row(path + ": a UDP checksum of 0 is sent as 0xffff").forwards(udpZero, path.rewrittenUdp(udpZero)),
                row(path + ": a TCP checksum of 0 is sent as 0").forwards(tcpZero, path.rewritten(tcpZero)),
                row(path + ": next hop on another interface")
                        .redirects(elsewhere, path.rewritten(elsewhere, Packet.TCP, Setups.REDIRECTED)),
                row(path + ": from a VLAN to another interface")
                        .redirects(
                                elsewhere.tags(Packet.CUSTOMER_TAG),
                                path.rewritten(elsewhere, Packet.TCP, Setups.REDIRECTED)));
    }
}
