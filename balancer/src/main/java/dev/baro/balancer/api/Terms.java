// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

/// The author of a change, and the conditions under which it is made.
///
/// @param who   the caller's name in history and events
/// @param force whether to make the change even if it takes traffic away
/// @param tag   the entity tag that the resource must have; empty if it may have any
public record Terms(String who, boolean force, String tag) {
    static final Terms NONE = new Terms("", false, "");

    /// The terms for a change from another balancer, which has already checked how much traffic
    /// the change takes away.
    static final Terms OF_A_PEER = new Terms("a peer", true, "");

    boolean isStale(String now) {
        return !tag.isEmpty() && !tag.equals(now);
    }
}
