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
}
