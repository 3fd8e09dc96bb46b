// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.trace;

import dev.baro.core.api.TraceReport;
import java.util.List;
import java.util.Optional;

/// The answer to `GET /v1/explanation`: what would become of a packet that was not sent.
///
/// @param vip       name of the VIP that it is for; empty: of none
/// @param port      name of the service port; empty: the VIP has none like it
/// @param scheduler the VIP's scheduler
/// @param slot      the slot that the flow's hash names; nothing if no real server takes new sessions
/// @param entry     the flow's, before and behind the packet
/// @param packet    the packet as a trace would show it; number and time are 0
/// @param assumed   sentences: what the question had left open
/// @param probe     nothing if none was asked for, or there is no real server to probe
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
    /// @param of     how many slots there are
    /// @param server who has it; empty: a server that is not in the plan any more
    /// @param former who had it not long ago and still gets older flows; empty: it has not moved
    public record Slot(int number, int of, String server, String former) {}

    /// @param before      state of the entry that is there; empty: there is none
    /// @param server      the server that the entry names; empty: none
    /// @param idleSeconds since the flow's last packet
    /// @param behind      state of the entry that the packet would leave; empty: none
    public record Entry(String before, String server, int idleSeconds, String behind) {
        public static final Entry NONE = new Entry("", "", 0, "");
    }

    /// One marked SYN to the real server that the packet would have gone to.
    ///
    /// @param answered     whether a SYN+ACK from the VIP answered it
    /// @param reply        the reply, as in [dev.baro.core.health.Reply#word()]
    /// @param detail       what came back, for people
    /// @param milliseconds the time until the answer, or until the probe was given up
    public record Probe(String server, boolean answered, String reply, String detail, double milliseconds) {}
}
