// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import java.util.List;

/// The replies to probes sent at the same time: a marked one, an unmarked one to the server's
/// own address, and pings.
///
/// @param unmarked the reply to the unmarked probe at the same layer and port; [Reply#EXPECTED] if the
///                 server's own address answers
/// @param path     the mark as routers reported it, the nearest router first; empty if none answers
public record Explanation(ProbeResult marked, ProbeResult unmarked, Pings pings, List<HopSeen> path) {
    public Explanation {
        path = List.copyOf(path);
    }

    /// The replies to pings sent at the same time; [Reply#VOID] if no ping was sent. At [Layer#L3], the first
    /// two pings are the probes themselves.
    ///
    /// @param vip    the reply to a ping on the clients' path
    /// @param server the reply to an unmarked ping to the server's own address
    /// @param tunnel with method `ipip`, the reply through the tunnel to the server's own address
    public record Pings(ProbeResult vip, ProbeResult server, ProbeResult tunnel) {}

    /// @param failure the previous failure, which may be more specific than silence now, because hosts limit
    /// the rate of ICMP errors
    /// @return the verdict; [Verdict#UNKNOWN] if the replies prove nothing
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
