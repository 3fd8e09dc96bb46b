// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The session table of each balancer.
///
/// @param max             its capacity in sessions
/// @param maxNewPerSecond the limit of new entries per second over all CPUs; excess packets are still forwarded;
///                        0 for no limit
public record SessionSettings(int max, int maxNewPerSecond, SessionTimeouts timeouts) {
    /// Eight places share a cache line.
    public static final int LINE_BYTES = 64;

    private static final int PLACES_PER_LINE = 8;
    /// Lines fill up before the table does. With two places for each session, less than one session in a
    /// hundred finds its line full when all of them live.
    private static final int PLACES_PER_SESSION = 2;

    public static final SessionSettings DEFAULTS = new SessionSettings(1_048_576, 0, SessionTimeouts.DEFAULTS);

    /// @return cache lines of the table: a power of two
    public int tableLines() {
        long lines = Math.max(1, ((long) max * PLACES_PER_SESSION + PLACES_PER_LINE - 1) / PLACES_PER_LINE);
        return Math.toIntExact(Long.highestOneBit(2 * lines - 1));
    }

    /// @return kernel memory of the table, which is allocated at once
    public long tableBytes() {
        return (long) tableLines() * LINE_BYTES;
    }
}
