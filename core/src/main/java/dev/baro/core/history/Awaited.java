// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.time.Instant;
import java.util.Objects;

/// A pending confirmation. It is stored on disk, because its deadline must survive the daemon.
///
/// @param number     the number of the unconfirmed revision
/// @param target     the revision that replaces it otherwise
/// @param deadline   ISO 8601, UTC
/// @param boot       the boot of the host, to whose monotonic clock `deadlineNs` refers
/// @param deadlineNs the same moment, monotonic
/// @param within     the requested time, as typed: `60s`
public record Awaited(int number, int target, String deadline, String boot, long deadlineNs, String within) {
    /// A damaged file lacks a field, or has an invalid time.
    public Awaited {
        Objects.requireNonNull(boot);
        Objects.requireNonNull(within);
        Instant _ = Instant.parse(deadline);
    }

    /// While the host runs, a step of the wall clock moves no deadline. After a restart of the host, only
    /// the wall clock remains.
    ///
    /// @param nowNs the monotonic time
    public boolean isOver(String bootNow, long nowNs, Instant now) {
        return boot.equals(bootNow) ? nowNs - deadlineNs >= 0 : !now.isBefore(Instant.parse(deadline));
    }
}
