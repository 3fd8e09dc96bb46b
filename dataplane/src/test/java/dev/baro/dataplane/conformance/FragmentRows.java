// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.List;

/// The section "Fragments", for each method in each IP version.
final class FragmentRows {
    private static final int PIECE_BYTES = 40;

    private FragmentRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(followed(path));
            rows.addAll(unknown(path));
            rows.addAll(early(path));
        }
        return rows;
    }

    private static List<Conformance> followed(ForwardingPath path) {
        Packet whole = path.of(Packet.udp()).flagsAndOffset(0).payloadBytes(100).identification(0x77);
        List<Packet> in = whole.fragments(PIECE_BYTES);
        List<Packet> out = leaving(path, whole);
        Packet atomic = path.of(Packet.tcp()).fragmentHeader(0, false);
        Conformance inOrder = row(path + ": fragments in order")
                .forwards(in.get(0), out.get(0))
                .forwards(in.get(1), out.get(1))
                .forwards(in.get(2), out.get(2));
        Conformance twice = row(path + ": a later fragment twice, and out of order")
                .forwards(in.get(0), out.get(0))
                .forwards(in.get(2), out.get(2))
                .forwards(in.get(1), out.get(1))
                .forwards(in.get(2), out.get(2));
        Conformance old = row(path + ": a later fragment after 30 s")
                .forwards(in.get(0), out.get(0))
                .forwards(in.get(1), out.get(1))
                .after(30);
        return path.isV4()
                ? List.of(inOrder, twice, old)
                : List.of(
                        inOrder, twice, old, row(path + ": atomic fragment").forwards(atomic, path.rewritten(atomic)));
    }

    /// As the whole datagram would be fragmented, had it been sent to the real server itself.
    private static List<Packet> leaving(ForwardingPath path, Packet whole) {
        if (path.tunnelBytes > 0) {
            return whole.fragments(PIECE_BYTES).stream().map(path::rewrittenUdp).toList();
        }
        return path.rewrittenUdp(whole).fragments(PIECE_BYTES);
    }

    private static List<Conformance> unknown(ForwardingPath path) {
        Packet whole = path.of(Packet.udp()).flagsAndOffset(0).payloadBytes(100).identification(0x78);
        List<Packet> in = whole.fragments(PIECE_BYTES);
        Packet first = in.getFirst();
        Packet firstOut = leaving(path, whole).getFirst();
        Packet later = in.get(1);
        Packet otherClient = later.from(path.isV4() ? "203.0.113.8" : "2001:db8:c::8");
        Packet otherProtocol = path.of(Packet.tcp())
                .payloadBytes(100)
                .identification(0x78)
                .fragments(PIECE_BYTES)
                .get(1);
        Packet notServed = whole.ports(40_000, 8080).fragments(PIECE_BYTES).getFirst();
        Conformance withProtocol =
                row(path + ": a later fragment of another protocol").forwards(first, firstOut);
        return List.of(
                row(path + ": a later fragment first").drops(later, Way.FRAGMENT_UNKNOWN),
                row(path + ": a later fragment after 31 s")
                        .forwards(first, firstOut)
                        .drops(later, Way.FRAGMENT_UNKNOWN)
                        .after(31),
                row(path + ": a later fragment of another client")
                        .forwards(first, firstOut)
                        .drops(otherClient, Way.FRAGMENT_UNKNOWN),
                path.isV4()
                        ? withProtocol.drops(otherProtocol, Way.FRAGMENT_UNKNOWN)
                        : withProtocol.forwards(otherProtocol, path.rewrittenUdp(otherProtocol)),
                row(path + ": a later fragment with TTL 1, unknown").drops(later.ttl(1), Way.FRAGMENT_UNKNOWN),
                row(path + ": a later fragment with TTL 1")
                        .forwards(first, firstOut)
                        .drops(later.ttl(1), Way.TTL_EXPIRED),
                row(path + ": a first fragment for a port that is not served")
                        .drops(notServed, Way.PORT_NOT_SERVED)
                        .drops(later, Way.FRAGMENT_UNKNOWN),
                row(path + ": a first fragment that does not leave")
                        .answers(first.ttl(1), Way.TTL_EXPIRED, RefusalRows.timeExceeded(path, first.ttl(1)))
                        .drops(later, Way.FRAGMENT_UNKNOWN),
                row(path + ": a first fragment with half a UDP header")
                        .drops(whole.fragments(PIECE_BYTES).getFirst().payload(new byte[4]), Way.MALFORMED));
    }

    /// Before their first one: where the client's last datagram went.
    private static List<Conformance> early(ForwardingPath path) {
        Packet whole = path.of(Packet.udp()).flagsAndOffset(0).payloadBytes(100).identification(0x78);
        Packet next = whole.identification(0x79);
        Packet first = whole.fragments(PIECE_BYTES).getFirst();
        Packet firstOut = leaving(path, whole).getFirst();
        List<Packet> in = next.fragments(PIECE_BYTES);
        List<Packet> out = leaving(path, next);
        Packet expired = in.get(1).ttl(1);
        return List.of(
                row(path + ": the client's next datagram, last fragment first")
                        .forwards(first, firstOut)
                        .forwards(in.get(2), out.get(2))
                        .forwards(in.get(0), out.get(0))
                        .forwards(in.get(1), out.get(1)),
                row(path + ": the client's next datagram, first fragment last")
                        .forwards(first, firstOut)
                        .forwards(in.get(1), out.get(1))
                        .forwards(in.get(2), out.get(2))
                        .forwards(in.get(0), out.get(0)),
                row(path + ": the client's next datagram after 30 s")
                        .forwards(first, firstOut)
                        .forwards(in.get(2), out.get(2))
                        .after(30),
                row(path + ": the client's next datagram on its last hop")
                        .forwards(first, firstOut)
                        .drops(expired, Way.TTL_EXPIRED));
    }
}
