// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The section "ICMP".
final class IcmpRows {
    private static final String[] ROUTERS = {"203.0.113.99", "2001:db8:c::99"};

    private IcmpRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(errors(path));
        }
        for (ForwardingPath path : List.of(ForwardingPath.IPV4_DSCP, ForwardingPath.IPV6_DSCP)) {
            rows.addAll(echo(path));
            rows.addAll(fragmentedEcho(path));
            rows.addAll(others(path));
            rows.addAll(quotes(path));
        }
        return rows;
    }

    private static List<Conformance> echo(ForwardingPath path) {
        Packet request = path.of(Packet.icmp(path.isV4() ? 8 : 128, 0, 0x00070001))
                .tos(0xba)
                .identification(0x4711);
        Packet headers = path.isV4()
                ? request.options((byte) 148, (byte) 4, (byte) 0, (byte) 0)
                : request.extension(Packet.DESTINATION_OPTIONS, new byte[8]);
        Packet tagged = request.tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG).padding(new byte[3]);
        Packet unserved = request.to(path.isV4() ? Setups.EMPTY_VIP4 : Setups.EMPTY_VIP6);
        byte[] damaged = request.bytes();
        damaged[damaged.length - 1] ^= 1;
        byte[] stillDamaged = answer(path, request).bytes();
        stillDamaged[stillDamaged.length - 1] ^= 1;
        return List.of(
                row(path + ": echo").answers(request, Way.ANSWERED, answer(path, request)),
                row(path + ": echo with TTL 1").answers(request.ttl(1), Way.ANSWERED, answer(path, request)),
                row(path + ": echo with options").answers(headers, Way.ANSWERED, answer(path, headers)),
                row(path + ": echo in VLANs, with padding").answers(tagged, Way.ANSWERED, answer(path, tagged)),
                row(path + ": large echo")
                        .answers(request.payloadBytes(3_000), Way.ANSWERED, answer(path, request.payloadBytes(3_000))),
                row(path + ": echo with a wrong checksum, answered with as wrong a one")
                        .answers(damaged, stillDamaged),
                row(path + ": echo to a VIP without a real server").drops(unserved, Way.NO_SERVER));
    }

    /// Each fragment is answered by one, whatever their order behind the first.
    private static List<Conformance> fragmentedEcho(ForwardingPath path) {
        Packet request =
                path.of(Packet.icmp(path.isV4() ? 8 : 128, 0, 0x00070001)).tos(0xba);
        Packet whole = request.identification(0x4712).payloadBytes(200);
        List<Packet> in = whole.fragments(64);
        List<Packet> out = answer(path, whole).fragments(64);
        List<Packet> unserved =
                whole.to(path.isV4() ? Setups.EMPTY_VIP4 : Setups.EMPTY_VIP6).fragments(64);
        Packet reply = whole.icmpType(path.isV4() ? 0 : 129).fragments(64).getFirst();
        return List.of(
                row(path + ": fragmented echo")
                        .answers(in.get(0), Way.ANSWERED, out.get(0))
                        .answers(in.get(1), Way.ANSWERED, out.get(1))
                        .answers(in.get(2), Way.ANSWERED, out.get(2))
                        .answers(in.get(3), Way.ANSWERED, out.get(3)),
                row(path + ": fragmented echo with TTL 1, its last fragment before others, one twice")
                        .answers(in.get(0).ttl(1), Way.ANSWERED, out.get(0))
                        .answers(in.get(3).ttl(1), Way.ANSWERED, out.get(3))
                        .answers(in.get(2).ttl(1), Way.ANSWERED, out.get(2))
                        .answers(in.get(2).ttl(1), Way.ANSWERED, out.get(2)),
                row(path + ": fragment of an echo before the first")
                        .answers(in.get(1), Way.ANSWERED, out.get(1))
                        .answers(in.get(0), Way.ANSWERED, out.get(0))
                        .answers(in.get(1), Way.ANSWERED, out.get(1))
                        .after(31),
                row(path + ": fragmented echo to a VIP without a real server")
                        .drops(unserved.get(0), Way.NO_SERVER)
                        .drops(unserved.get(1), Way.FRAGMENT_UNKNOWN),
                row(path + ": fragmented echo reply")
                        .drops(reply, Way.OTHER_PROTOCOL)
                        .drops(in.get(1), Way.FRAGMENT_UNKNOWN));
    }

    private static Packet answer(ForwardingPath path, Packet request) {
        return request.backToSender().icmpType(path.isV4() ? 0 : 129).ttl(64);
    }

    private static List<Conformance> others(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        int[] types = path.isV4() ? new int[] {0, 4, 5, 9, 10, 13, 17, 128} : new int[] {0, 5, 8, 129, 130, 136, 137};
        for (int type : types) {
            Packet message = path.of(Packet.icmp(type, 0, 0)).payloadBytes(64);
            rows.add(row(path + ": ICMP type " + type).drops(message, Way.OTHER_PROTOCOL));
        }
        byte[] echo = new byte[7];
        echo[0] = (byte) (path.isV4() ? 8 : 128);
        Packet cut = path.of(Packet.raw(path.isV4() ? Packet.ICMPV4 : Packet.ICMPV6, echo));
        rows.add(row(path + ": ICMP header of 7 bytes").drops(cut, Way.MALFORMED));
        rows.add(row(path + ": ICMP header that ends in the padding").drops(cut.padding(new byte[20]), Way.MALFORMED));
        return rows;
    }

    private static List<Conformance> errors(ForwardingPath path) {
        List<Conformance> rows = new ArrayList<>();
        int[] types = path.isV4() ? new int[] {3, 11, 12} : new int[] {1, 2, 3, 4};
        byte[] quote = quoteOf(path, Packet.tcp());
        for (int type : types) {
            Packet error = error(path, type, quote);
            rows.add(row(path + ": ICMP error " + type).forwards(error, path.rewritten(error)));
        }
        int type = types[0];
        Packet udp = error(path, type, quoteOf(path, Packet.udp()));
        Packet least = error(path, type, Arrays.copyOf(quote, path.isV4() ? 24 : 44));
        Packet marked = error(path, type, quote).tos(0xbb);
        byte[] damaged = error(path, type, quote).bytes();
        damaged[damaged.length - 1] ^= 1;
        byte[] stillDamaged = path.rewritten(error(path, type, quote)).bytes();
        stillDamaged[stillDamaged.length - 1] ^= 1;
        rows.add(row(path + ": ICMP error about UDP").forwards(udp, path.rewrittenUdp(udp)));
        rows.add(row(path + ": ICMP error that quotes the ports only").forwards(least, path.rewritten(least)));
        rows.add(row(path + ": ICMP error with a TOS of its own").forwards(marked, path.rewritten(marked)));
        rows.add(row(path + ": ICMP error with a wrong checksum stays as wrong").forwards(damaged, stillDamaged));
        rows.add(row(path + ": ICMP error with TTL 1")
                .drops(error(path, type, quote).ttl(1), Way.TTL_EXPIRED));
        return rows;
    }

    /// What may stand in an error, and what not.
    private static List<Conformance> quotes(ForwardingPath path) {
        int type = path.isV4() ? 3 : 1;
        Packet answer = path.of(Packet.tcp()).reversed();
        int l4 = path.isV4() ? 20 : 40;
        byte[] odd = answer.ip();
        odd[0] = (byte) (path.isV4() ? 0x65 : 0x45);
        Packet first = answer.payloadBytes(64).fragments(40).get(0);
        Packet later = answer.payloadBytes(64).fragments(40).get(1);
        Packet longer = path.isV4()
                ? answer.options(new byte[] {7, 7, 4, 0, 0, 0, 0, 0})
                : answer.extension(Packet.DESTINATION_OPTIONS, new byte[8]).fragmentHeader(0, true);
        Packet withHeaders = error(path, type, longer.ip());
        Packet aboutFirst = error(path, type, first.ip());
        Packet toStranger = error(
                path,
                type,
                answer.from(path.isV4() ? "192.0.2.11" : "2001:db8:a::11").ip());
        Packet fragment =
                error(path, type, answer.payloadBytes(100).ip()).fragments(64).getFirst();
        Packet other = Packet.raw(47, new byte[20]).from(path.vip).to(ROUTERS[path.isV4() ? 0 : 1]);
        return List.of(
                row(path + ": quoted options or extension headers").forwards(withHeaders, path.rewritten(withHeaders)),
                row(path + ": quoted first fragment").forwards(aboutFirst, path.rewritten(aboutFirst)),
                row(path + ": quoted later fragment").drops(error(path, type, later.ip()), Way.OTHER_PROTOCOL),
                row(path + ": quoted GRE").drops(error(path, type, other.ip()), Way.OTHER_PROTOCOL),
                row(path + ": quoted source is not the VIP").drops(toStranger, Way.OTHER_PROTOCOL),
                row(path + ": quoted port is not served")
                        .drops(error(path, type, answer.ports(8080, 40_000).ip()), Way.PORT_NOT_SERVED),
                row(path + ": quoted service has no real server")
                        .drops(
                                error(
                                        path,
                                        type,
                                        answer.ports(Setups.NO_SERVER, 40_000).ip()),
                                Way.NO_SERVER),
                row(path + ": quoted IP header cut")
                        .drops(error(path, type, Arrays.copyOf(answer.ip(), l4 - 1)), Way.MALFORMED),
                row(path + ": quoted ports cut")
                        .drops(error(path, type, Arrays.copyOf(answer.ip(), l4 + 3)), Way.MALFORMED),
                row(path + ": quoted ports in the padding")
                        .drops(
                                error(path, type, Arrays.copyOf(answer.ip(), l4 + 3))
                                        .padding(new byte[9]),
                                Way.MALFORMED),
                row(path + ": quoted packet of the other version").drops(error(path, type, odd), Way.MALFORMED),
                row(path + ": nothing quoted").drops(error(path, type), Way.MALFORMED),
                row(path + ": fragmented ICMP error").drops(fragment, Way.OTHER_PROTOCOL));
    }

    private static byte[] quoteOf(ForwardingPath path, Packet packet) {
        return Arrays.copyOf(path.of(packet).payloadBytes(600).reversed().ip(), 548);
    }

    /// Sent by a router on the way to the client.
    private static Packet error(ForwardingPath path, int type, byte... quote) {
        return path.of(Packet.icmp(type, 0, 1_400))
                .from(ROUTERS[path.isV4() ? 0 : 1])
                .payload(quote);
    }
}
