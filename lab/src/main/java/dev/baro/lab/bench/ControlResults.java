// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.util.List;

/// The results of the part `control` within one process.
public record ControlResults(List<Applies> applies, Sessions sessions) {
    public ControlResults {
        applies = List.copyOf(applies);
    }

    /// The times from a text to packets, in milliseconds.
    ///
    /// @param services virtual services, each with ten real servers
    /// @param cold     the first apply of a new process, before JIT compilation
    /// @param change   one real server's weight changed
    /// @param packets  the packets received in the meantime
    /// @param lost     the number of these that were lost
    public record Applies(String scheduler, int services, Steps cold, Steps change, long packets, long lost) {}

    /// @param read  text to configuration, all checks included
    /// @param plan  rings
    /// @param apply the time of an apply into the kernel
    public record Steps(Spread read, Spread plan, Spread apply, Spread sum) {}

    /// A table full of established sessions.
    ///
    /// @param perSecond   sessions opened by one core, SYN and ACK of each
    /// @param tableMb     the memory of the table
    /// @param sweepNs     the time of one core in each second
    /// @param sweepShare  the share of one core
    /// @param censusMs    the time to count them by real server and state
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
