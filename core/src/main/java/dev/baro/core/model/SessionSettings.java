// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The session table of each balancer.
///
/// @param max how many sessions it holds
/// @param maxNewPerSecond how many sessions at most are entered in a second, all CPUs together; packets
///     beyond are still forwarded; 0: no limit
public record SessionSettings(int max, int maxNewPerSecond, SessionTimeouts timeouts) {
    public static final int BYTES_PER_SESSION = 8;

    /// Eight sessions share a cache line, and the number of these is a power of two.
    private static final int SESSIONS_PER_LINE = 8;

    public static final SessionSettings DEFAULTS = new SessionSettings(1_048_576, 0, SessionTimeouts.DEFAULTS);

    /// @return what the kernel takes for the table, at once and not as it fills
    public long tableBytes() {
        long lines = (max + SESSIONS_PER_LINE - 1L) / SESSIONS_PER_LINE;
        return Long.highestOneBit(Math.max(1, 2 * lines - 1)) * SESSIONS_PER_LINE * BYTES_PER_SESSION;
    }
}
