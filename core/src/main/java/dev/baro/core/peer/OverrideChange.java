// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import dev.baro.core.api.ServerChange;

/// An override of an operator on its way to the other balancers.
///
/// @param what   `state` or `weight`: which of the two it sets
/// @param atMs   when the operator said it, milliseconds since 1970; the newer of two wins
public record OverrideChange(String what, String server, ServerChange change, long atMs) {
    public static final String STATE = "state";
    public static final String WEIGHT = "weight";

    /// Of changes with the same key, the newest holds.
    public String key() {
        return server + " " + change.vip();
    }

    /// The same, said at another time.
    public OverrideChange at(long otherMs) {
        return new OverrideChange(what, server, change, otherMs);
    }

    /// As it is to be carried out at a later time: of the deadline of a drain, what has passed is over. The clocks of
    /// two balancers may be apart, so that it never becomes longer than it was.
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
