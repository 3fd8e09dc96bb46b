// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.MassFailurePolicy;

/// Whether so many servers fail at once that the balancer suspects itself. The suspicion ends at once when no
/// server fails any more. It also ends once few enough have failed for the span that makes failures
/// simultaneous, so that servers that recover one after the other stay in use meanwhile.
///
/// @param sinceNs the monotonic start of the suspicion
/// @param calm    whether few enough servers fail at present
/// @param calmNs  the monotonic start of that calm
record MassFailure(boolean suspected, long sinceNs, boolean calm, long calmNs) {
    static final MassFailure NONE = new MassFailure(false, 0, false, 0);

    /// Fewer failures are never suspicious, unless all servers fail.
    private static final int AT_LEAST = 3;

    private static final int ALL_OF_AT_LEAST = 2;

    /// @param failing the servers that failed within the span of one failure, or that are kept because of it
    /// @param healthy the servers that are up
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
