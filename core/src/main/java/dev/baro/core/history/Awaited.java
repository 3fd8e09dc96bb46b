// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.time.Instant;
import java.util.Objects;

/// A pending confirmation. It is stored on disk, because the deadline must outlive the daemon.
///
/// @param number     the number of the unconfirmed revision
/// @param target     the revision that replaces it if it is not confirmed
/// @param deadline   ISO 8601, UTC
/// @param boot       the ID of the host's boot, to whose monotonic clock `deadlineNs` refers
/// @param deadlineNs the deadline on the monotonic clock
/// @param within     the requested time, as typed: `60s`
public record Awaited(int number, int target, String deadline, String boot, long deadlineNs, String within) {
    /// Throws if a field is missing or a time is invalid, as in a damaged file.
    public Awaited {
        Objects.requireNonNull(boot);
        Objects.requireNonNull(within);
        Instant _ = Instant.parse(deadline);
    }

    /// While the host runs, a step of the wall clock does not move the deadline. After a reboot, only the
    /// wall clock is meaningful.
    ///
    /// @param nowNs the monotonic time
    public boolean isOver(String bootNow, long nowNs, Instant now) {
        return boot.equals(bootNow) ? nowNs - deadlineNs >= 0 : !now.isBefore(Instant.parse(deadline));
    }
}
