// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

/// On whose word something is changed, and on which terms.
///
/// @param who   as history and events name the caller
/// @param force also where it takes traffic away
/// @param tag   the entity tag that the resource must have; empty: any
public record Terms(String who, boolean force, String tag) {
    static final Terms NONE = new Terms("", false, "");

    /// Of an operator of another balancer, where it was judged what it takes away.
    static final Terms OF_A_PEER = new Terms("a peer", true, "");

    boolean isStale(String now) {
        return !tag.isEmpty() && !tag.equals(now);
    }
}
