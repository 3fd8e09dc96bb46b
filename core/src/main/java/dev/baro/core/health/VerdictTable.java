// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static dev.baro.core.health.Reply.CLOSED;
import static dev.baro.core.health.Reply.EXPECTED;
import static dev.baro.core.health.Reply.FROM_OTHER_VIP;
import static dev.baro.core.health.Reply.FROM_REAL_ADDRESS;
import static dev.baro.core.health.Reply.NOTHING;
import static dev.baro.core.health.Reply.NO_TUNNEL;
import static dev.baro.core.health.Reply.PROHIBITED;
import static dev.baro.core.health.Reply.REFUSED;
import static dev.baro.core.health.Reply.UNEXPECTED;
import static dev.baro.core.health.Reply.UNREACHABLE;
import static dev.baro.core.health.Reply.VOID;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.Protocol;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Maps the replies to simultaneous probes of a server to a verdict. The first matching row applies.
final class VerdictTable {
    /// The replies to simultaneous probes; [Reply#VOID] if no probe was sent or the probe proves nothing.
    ///
    /// @param marked   the reply to the probe on the clients' path
    /// @param unmarked the reply to the same probe to the server's own address
    /// @param vip      the reply to a ping on the clients' path
    /// @param server   the reply to a ping to the server's own address
    /// @param tunnel   with method `ipip`, the reply to a ping through the tunnel to the server's own address
    record Picture(Place place, Reply marked, Reply unmarked, Reply vip, Reply server, Reply tunnel) {
        /// A set of replies that contains only the reply to the marked probe.
        static Picture alone(Place place, Reply marked) {
            return new Picture(place, marked, VOID, place.layer == Layer.L3 ? marked : VOID, VOID, VOID);
        }
    }

    /// The layer and method of the probes.
    record Place(Layer layer, Protocol protocol, ForwardingMethod method) {
        static Place of(ProbeTask task) {
            return new Place(task.target().layer(), task.protocol(), task.method());
        }
    }

    /// The kind of probe to which a row applies.
    private enum Where {
        ALL,
        UDP,
        IPIP,
        L7;

        private boolean holds(Place place) {
            return switch (this) {
                case ALL -> true;
                case UDP -> place.protocol == Protocol.UDP;
                case IPIP -> place.method == ForwardingMethod.IPIP;
                case L7 -> place.layer == Layer.L7;
            };
        }
    }

    private record Row(
            Verdict verdict,
            Where where,
            Set<Reply> marked,
            Set<Reply> unmarked,
            Set<Reply> vip,
            Set<Reply> server,
            Set<Reply> tunnel) {
        private boolean fits(Picture seen) {
            return where.holds(seen.place)
                    && marked.contains(seen.marked)
                    && unmarked.contains(seen.unmarked)
                    && vip.contains(seen.vip)
                    && server.contains(seen.server)
                    && tunnel.contains(seen.tunnel);
        }
    }

    private static final Set<Reply> ANY = EnumSet.allOf(Reply.class);
    private static final Set<Reply> SILENT = of(NOTHING, UNREACHABLE);
    private static final Set<Reply> FILTERED = of(NOTHING, UNREACHABLE, PROHIBITED);
    /// The replies that show that the host responds in some way.
    private static final Set<Reply> THERE =
            of(EXPECTED, REFUSED, CLOSED, UNEXPECTED, FROM_REAL_ADDRESS, FROM_OTHER_VIP);

    private static final List<Row> ROWS = rows();

    private VerdictTable() {}

    /// @return the verdict; [Verdict#UNKNOWN] if the replies prove nothing
    static Verdict of(Picture seen) {
        return ROWS.get(rowOf(seen)).verdict;
    }

    /// The index of the first matching row, from 0.
    static int rowOf(Picture seen) {
        int at = 0;
        while (!ROWS.get(at).fits(seen)) {
            at++;
        }
        return at;
    }

    static int rowCount() {
        return ROWS.size();
    }

    /// The columns are the marked and the unmarked probe, then the pings to the VIP, to the server
    /// and through the tunnel.
    private static List<Row> rows() {
        return Stream.of(ofTheProbe(), ofThePings(), ofTheServer())
                .flatMap(List::stream)
                .toList();
    }

    /// The rows for which the reply to the marked probe is sufficient.
    private static List<Row> ofTheProbe() {
        return List.of(
                new Row(Verdict.UNKNOWN, Where.ALL, of(VOID), ANY, ANY, ANY, ANY),
                new Row(Verdict.REAL_ADDRESS_FILTERED, Where.ALL, of(EXPECTED), FILTERED, ANY, ANY, ANY),
                new Row(Verdict.HEALTHY, Where.ALL, of(EXPECTED), ANY, ANY, ANY, ANY),
                new Row(Verdict.MARK_LOST, Where.ALL, of(FROM_REAL_ADDRESS), ANY, ANY, ANY, ANY),
                new Row(Verdict.MARK_CHANGED, Where.ALL, of(FROM_OTHER_VIP), ANY, ANY, ANY, ANY),
                new Row(Verdict.NOT_LISTENING, Where.ALL, of(REFUSED), ANY, ANY, ANY, ANY),
                new Row(Verdict.ACCEPTS_AND_CLOSES, Where.ALL, of(CLOSED), ANY, ANY, ANY, ANY),
                new Row(Verdict.APPLICATION_WRONG, Where.ALL, of(UNEXPECTED), ANY, ANY, ANY, ANY),
                new Row(Verdict.TUNNEL_MISSING, Where.ALL, of(NO_TUNNEL), ANY, ANY, ANY, ANY));
    }

    /// For a silent or forbidden port, the ping to the VIP shows whether the mark arrives. If the ping
    /// succeeds, the path works in both directions, and only the port fails.
    private static List<Row> ofThePings() {
        return List.of(
                new Row(Verdict.UNKNOWN, Where.ALL, ANY, ANY, of(VOID), ANY, ANY),
                new Row(Verdict.MARK_LOST, Where.ALL, ANY, ANY, of(FROM_REAL_ADDRESS), ANY, ANY),
                new Row(Verdict.MARK_CHANGED, Where.ALL, ANY, ANY, of(FROM_OTHER_VIP), ANY, ANY),
                new Row(Verdict.TUNNEL_MISSING, Where.ALL, ANY, ANY, of(NO_TUNNEL), ANY, ANY),
                new Row(
                        Verdict.REFUSED_BY_FIREWALL,
                        Where.ALL,
                        of(PROHIBITED, UNREACHABLE),
                        ANY,
                        of(EXPECTED),
                        ANY,
                        ANY),
                new Row(Verdict.UNKNOWN, Where.ALL, ANY, of(VOID), of(EXPECTED), ANY, ANY),
                new Row(Verdict.REFUSED_BY_FIREWALL, Where.ALL, ANY, of(PROHIBITED), of(EXPECTED), ANY, ANY),
                new Row(Verdict.SERVICE_SILENT, Where.UDP, ANY, THERE, of(EXPECTED), ANY, ANY),
                new Row(Verdict.PORT_FILTERED, Where.ALL, ANY, ANY, of(EXPECTED), ANY, ANY));
    }

    /// If the VIP does not answer at all, the reply from the server's own address determines the verdict.
    private static List<Row> ofTheServer() {
        return List.of(
                new Row(Verdict.UNKNOWN, Where.ALL, ANY, of(VOID), ANY, ANY, ANY),
                new Row(Verdict.UNKNOWN, Where.ALL, ANY, ANY, ANY, of(VOID), ANY),
                new Row(Verdict.UNKNOWN, Where.IPIP, ANY, ANY, ANY, THERE, of(VOID)),
                new Row(Verdict.TUNNEL_FILTERED, Where.IPIP, ANY, ANY, ANY, THERE, FILTERED),
                new Row(Verdict.REFUSED_BY_FIREWALL, Where.ALL, of(PROHIBITED), ANY, ANY, ANY, ANY),
                new Row(Verdict.REFUSED_BY_FIREWALL, Where.ALL, SILENT, ANY, of(PROHIBITED), ANY, ANY),
                new Row(Verdict.VIP_SILENT, Where.ALL, SILENT, THERE, ANY, ANY, ANY),
                new Row(Verdict.VIP_SILENT, Where.ALL, SILENT, ANY, ANY, THERE, ANY),
                new Row(Verdict.REFUSED_BY_FIREWALL, Where.ALL, SILENT, of(PROHIBITED), ANY, ANY, ANY),
                new Row(Verdict.REFUSED_BY_FIREWALL, Where.ALL, SILENT, ANY, ANY, of(PROHIBITED), ANY),
                new Row(Verdict.APPLICATION_WRONG, Where.L7, SILENT, ANY, ANY, ANY, ANY),
                new Row(Verdict.SERVER_DOWN, Where.ALL, SILENT, ANY, ANY, ANY, ANY));
    }

    private static Set<Reply> of(Reply... replies) {
        return EnumSet.copyOf(Arrays.asList(replies));
    }
}
