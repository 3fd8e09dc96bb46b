// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// What a marked probe and an unmarked one to the server's own address gave at the same moment, with the pings that
/// were sent beside them.
///
/// @param unmarked at the same layer and port; [Reply#EXPECTED] when the real address answers
/// @param path     what routers told of the mark, nearest first; empty where none answers
public record Explanation(ProbeResult marked, ProbeResult unmarked, Pings pings, List<HopSeen> path) {
    public Explanation {
        path = List.copyOf(path);
    }

    /// Pings of the same moment; [Reply#VOID] where none was sent. At [Layer#L3] the first two
    /// are the probes themselves.
    ///
    /// @param vip    on the clients' way
    /// @param server to the server's own address, unmarked
    /// @param tunnel of method `ipip`: through the tunnel to the server's own address
    public record Pings(ProbeResult vip, ProbeResult server, ProbeResult tunnel) {}

    /// @param failure what failed before, which says more than silence: hosts send ICMP errors at a limited rate
    /// @return [Verdict#UNKNOWN] when nothing is decided
    public Verdict verdict(ProbeTask task, Reply failure) {
        boolean silent = marked.reply() == Reply.NOTHING && failure == Reply.PROHIBITED;
        return VerdictTable.of(new VerdictTable.Picture(
                VerdictTable.Place.of(task),
                silent ? failure : marked.reply(),
                unmarked.reply(),
                pings.vip.reply(),
                pings.server.reply(),
                pings.tunnel.reply()));
    }
}
