// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// One real server with the evidence for how it is, as `GET /v1/servers/NAME` answers it.
///
/// @param targets what is probed of it, in the order of layers
/// @param advice  for each verdict of its uses that is not healthy, once
public record ServerDetail(ServerSummary server, List<TargetEvidence> targets, List<Advice> advice) {
    public ServerDetail {
        targets = List.copyOf(targets);
        advice = List.copyOf(advice);
    }

    /// What a verdict means and what to do; commands are in backquotes.
    public record Advice(String verdict, String cause, String fix) {}

    /// One target.
    ///
    /// @param condition   `up`, `down` or `unknown`
    /// @param since       since when; ISO 8601, UTC
    /// @param streak      results of one kind in a row, below zero of those that failed
    /// @param needed      how many in a row would turn it
    /// @param verdict     why
    /// @param sent        what is sent, for people
    /// @param nextProbe   when the next one is due, about; ISO 8601, UTC; empty before the first
    /// @param replies     the newest of each kind that there was
    /// @param path        what routers told of the mark at the last explanation, nearest first
    /// @param certificateExpires when the certificate that the server showed last expires; ISO 8601,
    ///                    UTC; empty without one
    /// @param chainExpires the same, of the first to expire of all that it sent
    public record TargetEvidence(
            String layer,
            String vip,
            String port,
            String condition,
            String since,
            int streak,
            int needed,
            String verdict,
            String sent,
            String nextProbe,
            List<SeenReply> replies,
            List<SeenHop> path,
            String certificateExpires,
            String chainExpires) {
        public TargetEvidence {
            replies = List.copyOf(replies);
            path = List.copyOf(path);
        }
    }

    /// What came back.
    ///
    /// @param of     `probe` (the newest), `failure` (the newest that failed), or `marked` and
    ///               `unmarked`, which were sent to explain a failure
    /// @param reply  `expected`, `nothing`, `refused`, ...
    /// @param detail for people: what came, and from where
    /// @param at     when it was sent; ISO 8601, UTC
    /// @param tookMs until the reply was known, milliseconds
    public record SeenReply(String of, String reply, String detail, String at, double tookMs) {}

    /// What one router quoted of a marked packet.
    ///
    /// @param distance in hops
    /// @param dscp     of the packet as it came to that router
    public record SeenHop(int distance, String address, int dscp) {}
}
