// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The session table of each balancer.
///
/// @param max             the table's capacity in sessions
/// @param maxNewPerSecond the limit of new entries per second over all CPUs; excess packets are still
///                        forwarded; 0 for no limit
public record SessionSettings(int max, int maxNewPerSecond, SessionTimeouts timeouts) {
    /// The size of a cache line, which holds eight places.
    public static final int LINE_BYTES = 64;

    private static final int PLACES_PER_LINE = 8;
    /// Single lines fill up before the whole table does. With two places for each session, fewer than one
    /// session in a hundred finds its line full when all sessions are live.
    private static final int PLACES_PER_SESSION = 2;

    public static final SessionSettings DEFAULTS = new SessionSettings(1_048_576, 0, SessionTimeouts.DEFAULTS);

    /// @return the number of the table's cache lines: a power of two
    public int tableLines() {
        long lines = Math.max(1, ((long) max * PLACES_PER_SESSION + PLACES_PER_LINE - 1) / PLACES_PER_LINE);
        return Math.toIntExact(Long.highestOneBit(2 * lines - 1));
    }

    /// @return the kernel memory of the table, all of which is allocated at startup
    public long tableBytes() {
        return (long) tableLines() * LINE_BYTES;
    }
}
