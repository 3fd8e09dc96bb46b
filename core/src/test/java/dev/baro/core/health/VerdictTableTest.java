// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.health.VerdictTable.Picture;
import dev.baro.core.health.VerdictTable.Place;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the replies of one moment mean together.
class VerdictTableTest {
    private static final Place TCP = new Place(Layer.L4, Protocol.TCP, ForwardingMethod.DSCP);
    private static final Place UDP = new Place(Layer.L4, Protocol.UDP, ForwardingMethod.DSCP);
    private static final Place TUNNEL = new Place(Layer.L4, Protocol.TCP, ForwardingMethod.IPIP);

    private static final Set<Reply> FILTERED = EnumSet.of(Reply.NOTHING, Reply.UNREACHABLE, Reply.PROHIBITED);
    private static final Set<Reply> ALL = EnumSet.allOf(Reply.class);
    private static final Set<Reply> OF_NO_TUNNEL = EnumSet.of(Reply.VOID);
    private static final Set<Reply> ERRORS = EnumSet.of(Reply.UNREACHABLE, Reply.PROHIBITED);

    /// Columns: marked, unmarked, ping to the VIP, ping to the server, verdict over TCP and over UDP.
    @ParameterizedTest
    @CsvSource({
        "EXPECTED EXPECTED EXPECTED EXPECTED, HEALTHY, HEALTHY",
        "EXPECTED NOTHING EXPECTED NOTHING, REAL_ADDRESS_FILTERED, REAL_ADDRESS_FILTERED",
        "EXPECTED PROHIBITED EXPECTED EXPECTED, REAL_ADDRESS_FILTERED, REAL_ADDRESS_FILTERED",
        "EXPECTED REFUSED EXPECTED EXPECTED, HEALTHY, HEALTHY", // bound to the VIP alone
        "FROM_REAL_ADDRESS EXPECTED FROM_REAL_ADDRESS EXPECTED, MARK_LOST, MARK_LOST",
        "FROM_OTHER_VIP EXPECTED FROM_OTHER_VIP EXPECTED, MARK_CHANGED, MARK_CHANGED",
        "REFUSED EXPECTED EXPECTED EXPECTED, NOT_LISTENING, NOT_LISTENING",
        "REFUSED REFUSED EXPECTED EXPECTED, NOT_LISTENING, NOT_LISTENING",
        "CLOSED CLOSED EXPECTED EXPECTED, ACCEPTS_AND_CLOSES, ACCEPTS_AND_CLOSES",
        "UNEXPECTED EXPECTED EXPECTED EXPECTED, APPLICATION_WRONG, APPLICATION_WRONG",
        // The port is dropped, for every address or for the VIP alone.
        "NOTHING NOTHING EXPECTED EXPECTED, PORT_FILTERED, PORT_FILTERED",
        "NOTHING NOTHING EXPECTED NOTHING, PORT_FILTERED, PORT_FILTERED",
        "NOTHING EXPECTED EXPECTED EXPECTED, PORT_FILTERED, SERVICE_SILENT",
        // A service that hangs, bound to the VIP alone.
        "NOTHING REFUSED EXPECTED EXPECTED, PORT_FILTERED, SERVICE_SILENT",
        // Firewalls that say so; that errors come at a limited rate makes silence of some of them.
        "PROHIBITED PROHIBITED EXPECTED EXPECTED, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        "PROHIBITED EXPECTED EXPECTED EXPECTED, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        "NOTHING PROHIBITED EXPECTED EXPECTED, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        "UNREACHABLE UNREACHABLE EXPECTED EXPECTED, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        "PROHIBITED PROHIBITED PROHIBITED PROHIBITED, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        "NOTHING NOTHING PROHIBITED NOTHING, REFUSED_BY_FIREWALL, REFUSED_BY_FIREWALL",
        // What the ping says of the mark holds for a port that says nothing.
        "NOTHING NOTHING FROM_REAL_ADDRESS EXPECTED, MARK_LOST, MARK_LOST",
        "PROHIBITED PROHIBITED FROM_OTHER_VIP EXPECTED, MARK_CHANGED, MARK_CHANGED",
        // The VIP is silent, and the server is there.
        "NOTHING EXPECTED NOTHING EXPECTED, VIP_SILENT, VIP_SILENT",
        "NOTHING REFUSED NOTHING NOTHING, VIP_SILENT, VIP_SILENT",
        "NOTHING NOTHING NOTHING EXPECTED, VIP_SILENT, VIP_SILENT",
        "UNREACHABLE EXPECTED UNREACHABLE EXPECTED, VIP_SILENT, VIP_SILENT",
        // Nothing of it is there.
        "NOTHING NOTHING NOTHING NOTHING, SERVER_DOWN, SERVER_DOWN",
        "UNREACHABLE NOTHING NOTHING UNREACHABLE, SERVER_DOWN, SERVER_DOWN",
        // Probes that prove nothing.
        "VOID EXPECTED EXPECTED EXPECTED, UNKNOWN, UNKNOWN",
        "NOTHING VOID EXPECTED EXPECTED, UNKNOWN, UNKNOWN",
        "NOTHING NOTHING VOID EXPECTED, UNKNOWN, UNKNOWN",
        "NOTHING NOTHING NOTHING VOID, UNKNOWN, UNKNOWN",
        "FROM_REAL_ADDRESS VOID VOID VOID, MARK_LOST, MARK_LOST"
    })
    void readsAllRepliesTogether(String replies, Verdict overTcp, Verdict overUdp) {
        assertThat(VerdictTable.of(picture(TCP, replies + " VOID"))).isEqualTo(overTcp);
        assertThat(VerdictTable.of(picture(UDP, replies + " VOID"))).isEqualTo(overUdp);
    }

    /// The last column is a ping through the tunnel to the server's own address.
    @ParameterizedTest
    @CsvSource({
        // IP protocol 4 is dropped on the way, or a firewall rejects it.
        "NOTHING EXPECTED NOTHING EXPECTED NOTHING, TUNNEL_FILTERED",
        "PROHIBITED EXPECTED PROHIBITED EXPECTED PROHIBITED, TUNNEL_FILTERED",
        "NOTHING REFUSED NOTHING EXPECTED NOTHING, TUNNEL_FILTERED",
        // The server says that it knows no tunnel.
        "NOTHING EXPECTED NO_TUNNEL EXPECTED NO_TUNNEL, TUNNEL_MISSING",
        "NO_TUNNEL EXPECTED NO_TUNNEL EXPECTED NO_TUNNEL, TUNNEL_MISSING",
        // The tunnel's packets arrive there, so the VIP is what is missing.
        "NOTHING EXPECTED NOTHING EXPECTED NO_TUNNEL, VIP_SILENT",
        "NOTHING EXPECTED NOTHING EXPECTED EXPECTED, VIP_SILENT",
        "PROHIBITED EXPECTED PROHIBITED EXPECTED EXPECTED, REFUSED_BY_FIREWALL",
        // A server that answers no pings: silence in the tunnel proves nothing.
        "NOTHING EXPECTED NOTHING NOTHING NOTHING, VIP_SILENT",
        "NOTHING NOTHING NOTHING NOTHING NOTHING, SERVER_DOWN",
        // The VIP answers pings, so the tunnel works.
        "NOTHING NOTHING EXPECTED EXPECTED NOTHING, PORT_FILTERED",
        "NOTHING EXPECTED NOTHING EXPECTED VOID, UNKNOWN"
    })
    void readsThePingThroughTheTunnel(String replies, Verdict verdict) {
        assertThat(VerdictTable.of(picture(TUNNEL, replies))).isEqualTo(verdict);
    }

    @Test
    void aRequestThatNothingAnswersOnAPortThatConnectsIsTheApplications() {
        Place request = new Place(Layer.L7, Protocol.TCP, ForwardingMethod.DSCP);

        assertThat(VerdictTable.of(
                        new Picture(request, Reply.NOTHING, Reply.NOTHING, Reply.NOTHING, Reply.NOTHING, Reply.VOID)))
                .isEqualTo(Verdict.APPLICATION_WRONG);
    }

    /// What an unmarked probe can meet: nothing of a VIP, nothing of a tunnel.
    private static final Set<Reply> OF_THE_SERVER =
            EnumSet.complementOf(EnumSet.of(Reply.FROM_REAL_ADDRESS, Reply.FROM_OTHER_VIP, Reply.NO_TUNNEL));

    /// Every picture there is: each has a verdict, no row is idle, and no verdict is claimed without its evidence.
    @Test
    void claimsNothingWithoutEvidence() {
        Set<Integer> rows = new TreeSet<>();
        for (Place place : places()) {
            for (Reply marked : Reply.values()) {
                for (Reply unmarked : OF_THE_SERVER) {
                    pings(place, marked, unmarked).forEach(seen -> {
                        rows.add(VerdictTable.rowOf(seen));
                        requireEvidence(seen, VerdictTable.of(seen));
                    });
                }
            }
        }

        assertThat(rows).hasSize(VerdictTable.rowCount());
    }

    private static void requireEvidence(Picture seen, Verdict verdict) {
        Set<Reply> all = EnumSet.of(seen.marked(), seen.unmarked(), seen.vip(), seen.server());
        boolean right = verdict.usable() == seen.marked().passed()
                && switch (verdict) {
                    case UNKNOWN -> all.contains(Reply.VOID) || seen.tunnel() == Reply.VOID;
                    case HEALTHY -> !FILTERED.contains(seen.unmarked());
                    case REAL_ADDRESS_FILTERED -> FILTERED.contains(seen.unmarked());
                    case MARK_LOST -> all.contains(Reply.FROM_REAL_ADDRESS);
                    case MARK_CHANGED -> all.contains(Reply.FROM_OTHER_VIP);
                    case NOT_LISTENING -> seen.marked() == Reply.REFUSED;
                    case ACCEPTS_AND_CLOSES -> seen.marked() == Reply.CLOSED;
                    case APPLICATION_WRONG ->
                        seen.marked() == Reply.UNEXPECTED || seen.place().layer() == Layer.L7;
                    case PORT_FILTERED -> seen.marked() == Reply.NOTHING && seen.vip() == Reply.EXPECTED;
                    case SERVICE_SILENT ->
                        seen.marked() == Reply.NOTHING
                                && seen.vip() == Reply.EXPECTED
                                && seen.place().protocol() == Protocol.UDP
                                && !FILTERED.contains(seen.unmarked());
                    case REFUSED_BY_FIREWALL -> !Collections.disjoint(all, ERRORS);
                    case TUNNEL_FILTERED ->
                        FILTERED.contains(seen.tunnel())
                                && !FILTERED.contains(seen.server())
                                && seen.place().method() == ForwardingMethod.IPIP;
                    case TUNNEL_MISSING -> all.contains(Reply.NO_TUNNEL);
                    case VIP_SILENT -> !FILTERED.contains(seen.unmarked()) || !FILTERED.contains(seen.server());
                    case SERVER_DOWN -> FILTERED.contains(seen.unmarked()) && FILTERED.contains(seen.server());
                    case CLIENTS_UNANSWERED, NOT_PROBED, NOT_OBSERVED -> false;
                };
        if (!right) {
            throw new AssertionError(verdict + " of " + seen);
        }
    }

    private static List<Picture> pings(Place place, Reply marked, Reply unmarked) {
        List<Picture> all = new ArrayList<>();
        for (Reply vip : Reply.values()) {
            for (Reply server : OF_THE_SERVER) {
                for (Reply tunnel : place.method() == ForwardingMethod.IPIP ? ALL : OF_NO_TUNNEL) {
                    all.add(new Picture(place, marked, unmarked, vip, server, tunnel));
                }
            }
        }
        return all;
    }

    private static List<Place> places() {
        List<Place> all = new ArrayList<>();
        for (Layer layer : List.of(Layer.L4, Layer.L7)) {
            for (Protocol protocol : Protocol.values()) {
                for (ForwardingMethod method : ForwardingMethod.values()) {
                    all.add(new Place(layer, protocol, method));
                }
            }
        }
        return all;
    }

    private static Picture picture(Place place, String replies) {
        List<Reply> all = Stream.of(replies.split(" ")).map(Reply::valueOf).toList();
        return new Picture(place, all.get(0), all.get(1), all.get(2), all.get(3), all.get(4));
    }
}
