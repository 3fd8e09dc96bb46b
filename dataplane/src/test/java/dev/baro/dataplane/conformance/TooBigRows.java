// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static dev.baro.dataplane.conformance.Conformance.row;

import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The section "Too big".
final class TooBigRows {
    private static final int QUOTED_V4 = 548;
    private static final int QUOTED_V6 = 1_232;

    private TooBigRows() {}

    static List<Conformance> all() {
        List<Conformance> rows = new ArrayList<>();
        for (ForwardingPath path : ForwardingPath.values()) {
            rows.addAll(of(path));
            rows.addAll(withoutAnswer(path));
            rows.addAll(behindHeaders(path));
        }
        return rows;
    }

    private static List<Conformance> of(ForwardingPath path) {
        Packet tcp = path.ofSmall(Packet.tcp()).tos(0xbb).flowLabel(0x12345);
        Packet fits = path.leavingWith(tcp, Setups.SMALL_MTU);
        Packet tooBig = path.leavingWith(tcp, Setups.SMALL_MTU + 1);
        Packet tagged = tooBig.tags(Packet.CUSTOMER_TAG).padding(new byte[4]);
        Packet divisible = tooBig.flagsAndOffset(0);
        Conformance withoutDf = row(path + ": one byte too big, without DF");
        return List.of(
                row(path + ": just fits").forwards(fits, path.rewritten(fits, Packet.TCP, path.smallPort)),
                row(path + ": one byte too big").answers(tooBig, Way.TOO_BIG, answer(path, tooBig)),
                row(path + ": too big, in a VLAN, with padding").answers(tagged, Way.TOO_BIG, answer(path, tagged)),
                row(path + ": just fits, padding aside")
                        .forwards(
                                fits.padding(new byte[30]),
                                path.rewritten(fits.padding(new byte[30]), Packet.TCP, path.smallPort)),
                path == ForwardingPath.IPV4_DSCP
                        ? withoutDf.leavesToTheKernel(divisible, toTheKernel(divisible))
                        : withoutDf.answers(divisible, Way.TOO_BIG, answer(path, divisible)));
    }

    /// Rewritten, but for the Ethernet addresses: the kernel sets them.
    private static Packet toTheKernel(Packet packet) {
        return ForwardingPath.IPV4_DSCP
                .rewritten(packet, Packet.TCP, Setups.SMALL_DSCP)
                .macs("02:00:00:00:00:01", "02:00:00:00:00:02");
    }

    private static Packet answer(ForwardingPath path, Packet packet) {
        int fits = Setups.SMALL_MTU - path.tunnelBytes;
        return packet.backToSender()
                .asIcmp(path.isV4() ? 3 : 2, path.isV4() ? 4 : 0, fits)
                .payload(Arrays.copyOf(packet.ip(), path.isV4() ? QUOTED_V4 : QUOTED_V6))
                .tos(0)
                .ttl(64)
                .identification(0)
                .flagsAndOffset(0)
                .flowLabel(0)
                .padding();
    }

    /// The ports are quoted, however many headers stand before them.
    private static List<Conformance> behindHeaders(ForwardingPath path) {
        Packet tcp = path.leavingWith(path.ofSmall(Packet.tcp()), Setups.SMALL_MTU + 1);
        if (path.isV4()) {
            byte[] options = new byte[40];
            Arrays.fill(options, (byte) 1);
            Packet packet = tcp.options(options);
            return List.of(row(path + ": too big, with options").answers(packet, Way.TOO_BIG, answer(path, packet)));
        }
        List<Conformance> rows = new ArrayList<>();
        Packet chain = tcp;
        for (int headers = 1; headers <= 6; headers++) {
            byte[] header = new byte[24];
            header[1] = 2;
            chain = chain.extension(Packet.DESTINATION_OPTIONS, header);
            rows.add(row(path + ": too big, with %d bytes of extension headers".formatted(24 * headers))
                    .answers(chain, Way.TOO_BIG, answer(path, chain)));
        }
        return rows;
    }

    private static List<Conformance> withoutAnswer(ForwardingPath path) {
        Packet about = path.ofSmall(Packet.tcp()).payloadBytes(1_500).reversed();
        int quoted = Setups.SMALL_MTU + 1 - path.tunnelBytes - (path.isV4() ? 28 : 48);
        Packet error = path.of(Packet.icmp(path.isV4() ? 3 : 1, 0, 0)).payload(Arrays.copyOf(about.ip(), quoted));
        return List.of(row(path + ": an ICMP error one byte too big").drops(error, Way.TOO_BIG));
    }
}
