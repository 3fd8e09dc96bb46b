// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import dev.baro.core.api.ServerChange;

/// An override of an operator on its way to the other balancers.
///
/// @param what the setting, `state` or `weight`
/// @param atMs the time of the operator's command, milliseconds since 1970; the newer of two wins
public record OverrideChange(String what, String server, ServerChange change, long atMs) {
    public static final String STATE = "state";
    public static final String WEIGHT = "weight";

    /// The newest of several changes with the same key applies.
    public String key() {
        return server + " " + change.vip();
    }

    /// The same change with another time.
    public OverrideChange at(long otherMs) {
        return new OverrideChange(what, server, change, otherMs);
    }

    /// The change for later execution: the elapsed time is subtracted from a drain's deadline. Balancers'
    /// clocks may differ, so the remaining time never exceeds the original.
    ///
    /// @param nowMs milliseconds since 1970
    public ServerChange changeAt(long nowMs) {
        long whole = change.deadlineSeconds();
        if (whole <= 0) {
            return change;
        }
        long left = Math.clamp(whole - Math.floorDiv(nowMs - atMs, 1_000L), 1, whole);
        return new ServerChange(change.state(), change.weight(), change.vip(), left, change.reason());
    }
}
