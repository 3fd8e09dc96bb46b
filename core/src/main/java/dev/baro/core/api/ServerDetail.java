// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// A real server with the evidence for its health, as returned by `GET /v1/servers/NAME`.
///
/// @param targets the server's probed layers and ports, in the order of layers
/// @param advice  one piece of advice for each unhealthy verdict that the server has for any of its uses
public record ServerDetail(ServerSummary server, List<TargetEvidence> targets, List<Advice> advice) {
    public ServerDetail {
        targets = List.copyOf(targets);
        advice = List.copyOf(advice);
    }

    /// An explanation of a verdict and a remedy for its cause; commands are in backquotes.
    public record Advice(String verdict, String cause, String fix) {}

    /// One target.
    ///
    /// @param condition          `up`, `down` or `unknown`
    /// @param since              ISO 8601, UTC
    /// @param streak             the length of the current run of identical results; negative for failures
    /// @param needed             the length of the run that changes the condition
    /// @param verdict            the reason for the condition
    /// @param sent               the description of the probe
    /// @param nextProbe          the approximate time of the next probe; ISO 8601, UTC; empty
    ///                           before the first probe
    /// @param replies            the newest reply of each kind so far
    /// @param path               the mark as reported by routers in the last explanation,
    ///                           the nearest router first
    /// @param certificateExpires the expiry of the server's latest certificate; ISO 8601, UTC;
    ///                           empty without a certificate
    /// @param chainExpires       the earliest expiry of all certificates that the server sent
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

    /// The reply to a probe.
    ///
    /// @param of     `probe` (the newest probe), `failure` (the newest failed probe), or `marked` and
    ///               `unmarked` (probes that explain a failure)
    /// @param reply  `expected`, `nothing`, `refused`, ...
    /// @param detail the description of the answer and its source
    /// @param at     the time when the probe was sent; ISO 8601, UTC
    /// @param tookMs the time until the reply was known, in milliseconds
    public record SeenReply(String of, String reply, String detail, String at, double tookMs) {}

    /// A marked packet as quoted by one router.
    ///
    /// @param distance the distance in hops
    /// @param dscp     the packet's DSCP value on arrival at that router
    public record SeenHop(int distance, String address, int dscp) {}
}
