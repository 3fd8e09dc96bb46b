// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import dev.baro.core.api.ServerChange;

/// An operator's override, as sent to the other balancers.
///
/// @param what the setting, `state` or `weight`
/// @param atMs the time of the operator's command, milliseconds since 1970; the newer of two changes wins
public record OverrideChange(String what, String server, ServerChange change, long atMs) {
    public static final String STATE = "state";
    public static final String WEIGHT = "weight";

    /// The newest of several changes with the same key applies.
    public String key() {
        return server + " " + change.vip();
    }

    /// The same change with a different time.
    public OverrideChange at(long otherMs) {
        return new OverrideChange(what, server, change, otherMs);
    }

    /// The change adjusted for the delay since it was ordered: the elapsed time is subtracted from a
    /// drain's deadline. The balancers' clocks may differ, so the remaining time is never longer
    /// than the original time.
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
