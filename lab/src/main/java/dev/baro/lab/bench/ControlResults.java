// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.List;

/// The results of the part `control`, measured within one process.
public record ControlResults(List<Applies> applies, Sessions sessions) {
    public ControlResults {
        applies = List.copyOf(applies);
    }

    /// The times that a configuration takes from its text until packets are affected, in milliseconds.
    ///
    /// @param services the number of virtual services, each with ten real servers
    /// @param cold     the first apply of a new process, before JIT compilation
    /// @param change   an apply that changes one real server's weight
    /// @param packets  the number of packets received during that time
    /// @param lost     the number of these packets that were lost
    public record Applies(String scheduler, int services, Steps cold, Steps change, long packets, long lost) {}

    /// @param read  the time to parse and check the text
    /// @param plan  rings
    /// @param apply the time to apply the plan to the kernel
    public record Steps(Spread read, Spread plan, Spread apply, Spread sum) {}

    /// The figures of a table full of established sessions.
    ///
    /// @param perSecond  the sessions that one core opens per second, each with a SYN and an ACK
    /// @param tableMb    the memory of the table
    /// @param sweepNs    the time that the sweep takes on one core in each second
    /// @param sweepShare the sweep's share of one core
    /// @param censusMs   the time to count the sessions by real server and state
    public record Sessions(
            int flows,
            long held,
            long places,
            long perSecond,
            long tableMb,
            long sweepNs,
            double sweepShare,
            long censusMs) {}
}
