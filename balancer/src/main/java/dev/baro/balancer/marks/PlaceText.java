// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.core.health.HopSeen;
import java.util.List;

/// Describes, in terms familiar to network engineers, where a path loses a mark, based on the
/// headers that routers quote.
final class PlaceText {
    private static final String SILENT = "no router on the way answers requests whose time to live expires there";

    private PlaceText() {}

    /// @param sent 1..63
    static boolean isChangeShown(int sent, List<HopSeen> marked) {
        return marked.stream().anyMatch(hop -> hop.dscp() != sent);
    }

    /// The place where a mark changes: `DSCP 10 at hop 1 (10.0.0.1), DSCP 0 at hop 2 (10.0.1.1)`.
    ///
    /// @param marked the marked requests as quoted by routers, nearest router first
    static String ofChange(int sent, List<HopSeen> marked) {
        if (marked.isEmpty()) {
            return SILENT;
        }
        String before = "";
        for (HopSeen hop : marked) {
            if (hop.dscp() != sent) {
                return (before.isEmpty() ? "" : before + ", ") + quoted(hop)
                        + ": changed on output of the first or on input of the second";
            }
            before = quoted(hop);
        }
        return "still " + before + ", the last router that answers: changed on its way out, or there is no rule for it"
                + " on the servers: baro agent doctor";
    }

    /// Whether a router answers only unmarked requests.
    static boolean isDropShown(List<HopSeen> marked, List<HopSeen> unmarked) {
        return farthest(unmarked) > farthest(marked);
    }

    /// `marked packets come to hop 1 (10.0.0.1), not to hop 2 (10.0.1.1), unlike unmarked ones`.
    static String ofDrop(List<HopSeen> marked, List<HopSeen> unmarked) {
        if (marked.isEmpty() && unmarked.isEmpty()) {
            return SILENT;
        }
        String reached = marked.isEmpty() ? "no router" : named(marked.getLast());
        return unmarked.stream()
                .filter(hop -> hop.distance() > farthest(marked))
                .findFirst()
                .map(hop ->
                        "marked packets come to " + reached + " but not to " + named(hop) + ", unlike unmarked ones")
                .orElse("marked packets come to " + reached
                        + ", the last router that answers, but not to the servers, unlike unmarked ones");
    }

    private static int farthest(List<HopSeen> hops) {
        return hops.isEmpty() ? 0 : hops.getLast().distance();
    }

    private static String quoted(HopSeen hop) {
        return "DSCP " + hop.dscp() + " at " + named(hop);
    }

    private static String named(HopSeen hop) {
        return "hop " + hop.distance() + " (" + hop.address() + ")";
    }
}
