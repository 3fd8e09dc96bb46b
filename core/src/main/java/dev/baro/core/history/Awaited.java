// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.time.Instant;
import java.util.Objects;

/// A confirmation that has not been given yet. It is kept on disk, because its deadline holds without the daemon.
///
/// @param number     of the revision that is to be confirmed
/// @param target     the revision that takes its place otherwise
/// @param deadline   ISO 8601, UTC
/// @param boot       of the host, by whose monotonic clock the deadline is `deadlineNs`
/// @param deadlineNs the same moment
/// @param within     how long was asked for, as it was typed: `60s`
public record Awaited(int number, int target, String deadline, String boot, long deadlineNs, String within) {
    /// A damaged file lacks something, or has a time that is none.
    public Awaited {
        Objects.requireNonNull(boot);
        Objects.requireNonNull(within);
        Instant _ = Instant.parse(deadline);
    }

    /// A step of the wall clock moves no deadline as long as the host runs; over a restart of the host, only the wall
    /// clock is left.
    ///
    /// @param nowNs monotonic time
    public boolean isOver(String bootNow, long nowNs, Instant now) {
        return boot.equals(bootNow) ? nowNs - deadlineNs >= 0 : !now.isBefore(Instant.parse(deadline));
    }
}
