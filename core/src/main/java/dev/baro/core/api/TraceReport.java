// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The response to `POST /v1/traces` and `GET /v1/traces/ID`: packets as they enter the BPF program and
/// as they leave it.
///
/// @param id      the number of this trace
/// @param running whether more packets may follow
/// @param ended   the reason why the trace ended; empty while it runs
/// @param lost    the number of matching packets that were not recorded, because too many arrived
///                at the same time
/// @param packets the packets with a number above the requested one, in order
public record TraceReport(long id, boolean running, String ended, long lost, List<Packet> packets) {
    public TraceReport {
        packets = List.copyOf(packets);
    }

    /// @param number        1 for the first packet of the trace
    /// @param seconds       the time since the trace began
    /// @param interfaceName the interface where the packet arrived
    /// @param outcome       the outcome, as in `docs/reference/packets.md`
    /// @param reason        the forwarding decision and its reason, in one sentence
    /// @param server        the real server that the packet went to; empty if none
    /// @param left          whether a packet was sent, either to a real server or as an answer
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
    /// @param text  the packet's headers on one line
    /// @param bytes the length of the whole frame
    /// @param data  the first bytes of the frame, at most 256, in base64 (RFC 4648 section 4)
    public record Frame(String text, int bytes, String data) {}
}
