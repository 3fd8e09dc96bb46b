// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.List;

/// The answer to `POST /v1/traces` and `GET /v1/traces/ID`: packets as they came to the program and as they left it.
///
/// @param id      of this trace
/// @param running whether more packets can come
/// @param ended   why it ended; empty while it runs
/// @param lost    packets that were wanted and not kept, because too many came at once
/// @param packets with a greater number than was asked for, in their order
public record TraceReport(long id, boolean running, String ended, long lost, List<Packet> packets) {
    public TraceReport {
        packets = List.copyOf(packets);
    }

    /// @param number    1 for the first packet of the trace
    /// @param seconds   since the trace began
    /// @param interfaceName where it came in
    /// @param outcome   how it left the program, as `docs/reference/packets.md` names it
    /// @param reason    what was decided and why, in a sentence
    /// @param server    the real server that it went to; empty: none
    /// @param left      whether a packet left: to a real server, or as an answer
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
    /// @param text  its headers in a line
    /// @param bytes of the whole frame
    /// @param data  its first bytes, 256 at most, in base64 (RFC 4648 section 4)
    public record Frame(String text, int bytes, String data) {}
}
