// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.MassFailurePolicy;

/// Determines whether so many servers fail at the same time that the balancer suspects itself. The
/// suspicion ends immediately when no server is failing. It also ends once the number of failing servers
/// has been low for the span in which failures count as simultaneous, so that servers stay in use while
/// they recover one after another.
///
/// @param sinceNs the monotonic time when the suspicion began
/// @param calm    whether the number of failing servers is currently low enough to end the suspicion
/// @param calmNs  the monotonic time since which the number has been low enough
record MassFailure(boolean suspected, long sinceNs, boolean calm, long calmNs) {
    static final MassFailure NONE = new MassFailure(false, 0, false, 0);

    /// Fewer failures than this are never suspicious, unless all servers fail.
    private static final int AT_LEAST = 3;

    private static final int ALL_OF_AT_LEAST = 2;

    /// @param failing the number of servers that failed within the span of one failure, or that are kept in
    ///                use because of it
    /// @param healthy the number of servers that are up
    MassFailure after(int failing, int healthy, MassFailurePolicy policy, long nowNs) {
        boolean many = tooMany(failing, healthy, policy.share());
        if (!suspected) {
            return many ? new MassFailure(true, nowNs, false, 0) : this;
        }
        if (failing == 0) {
            return NONE;
        }
        if (many) {
            return calm ? new MassFailure(true, sinceNs, false, 0) : this;
        }
        if (!calm) {
            return new MassFailure(true, sinceNs, true, nowNs);
        }
        return nowNs - calmNs >= policy.within().toNanos() ? NONE : this;
    }

    private static boolean tooMany(int failing, int healthy, int share) {
        boolean enough = failing >= AT_LEAST || (healthy == 0 && failing >= ALL_OF_AT_LEAST);
        return enough && failing * 100L > (long) share * (failing + healthy);
    }
}
