// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The response to `POST /v1/traces` and `GET /v1/traces/ID`: packets on arrival at the program and on departure.
///
/// @param id      the number of this trace
/// @param running whether more packets may follow
/// @param ended   the reason why it ended; empty while it runs
/// @param lost    the matching packets that were not recorded, because too many arrived at once
/// @param packets the packets with a number above the requested one, in order
public record TraceReport(long id, boolean running, String ended, long lost, List<Packet> packets) {
    public TraceReport {
        packets = List.copyOf(packets);
    }

    /// @param number        1 for the first packet of the trace
    /// @param seconds       the time since the trace began
    /// @param interfaceName the interface where it arrived
    /// @param outcome       the outcome, as in `docs/reference/packets.md`
    /// @param reason        the decision and its reason, in one sentence
    /// @param server        the real server that it went to; empty if none
    /// @param left          whether a packet left: to a real server, or as an answer
    public record Packet(
            long number,
            double seconds,
            String interfaceName,
            String outcome,
            String reason,
            String server,
            boolean left,
            Frame before,
            Frame after) {}

    /// One frame.
    ///
    /// @param text  its headers on one line
    /// @param bytes the length of the whole frame
    /// @param data  its first bytes, 256 at most, in base64 (RFC 4648 section 4)
    public record Frame(String text, int bytes, String data) {}
}
