// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.trace;

import dev.baro.core.api.TraceReport;
import java.util.List;
import java.util.Optional;

/// The response to `GET /v1/explanation`: what would happen to a packet if it were sent.
///
/// @param vip       the name of the packet's VIP; empty: none
/// @param port      the name of the service port; empty: the VIP has no such port
/// @param scheduler the VIP's scheduler
/// @param slot      the slot that the flow's hash selects; empty if no real server accepts new sessions
/// @param entry     the flow's entry before and after the packet
/// @param packet    the packet as a trace would show it; its number and time are 0
/// @param assumed   the assumptions about omitted values, in sentences
/// @param probe     the probe; empty if no probe was requested, or there is no real server to probe
public record PacketExplanation(
        String vip,
        String port,
        String scheduler,
        Optional<Slot> slot,
        Entry entry,
        TraceReport.Packet packet,
        List<String> assumed,
        Optional<Probe> probe) {
    public PacketExplanation {
        assumed = List.copyOf(assumed);
    }

    /// @param number the slot's number, from 0 on
    /// @param of     the number of slots
    /// @param server the slot's server; empty: the server is no longer in the plan
    /// @param former the slot's previous server, which still gets older flows; empty: the slot has not moved
    public record Slot(int number, int of, String server, String former) {}

    /// @param before      the state of the current entry; empty: no entry
    /// @param server      the server in the entry; empty: none
    /// @param idleSeconds the time since the flow's last packet
    /// @param behind      the state of the entry after the packet; empty: no entry
    public record Entry(String before, String server, int idleSeconds, String behind) {
        public static final Entry NONE = new Entry("", "", 0, "");
    }

    /// A marked SYN to the real server to which the packet would have been sent.
    ///
    /// @param answered     whether a SYN+ACK from the VIP answered the SYN
    /// @param reply        the reply, as in [dev.baro.core.health.Reply#word()]
    /// @param detail       a description of the reply for human readers
    /// @param milliseconds the time until the answer arrived or the probe timed out
    public record Probe(String server, boolean answered, String reply, String detail, double milliseconds) {}
}
