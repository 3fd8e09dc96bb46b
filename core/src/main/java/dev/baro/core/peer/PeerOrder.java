// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// A request to apply a configuration on all balancers: who made it, and under what conditions. Each balancer
/// stores this in its own history, and watches and rolls back the configuration separately.
///
/// @param who     a user's name on the requesting balancer; empty if unknown
/// @param reason  the reason for the change; may be empty
/// @param force   whether to apply the configuration even if it takes traffic away
/// @param withinS the number of seconds after which the configuration is rolled back unless confirmed; 0 if
///                it needs no confirmation
/// @param watched whether the configuration is rolled back if servers fail because of it
public record PeerOrder(String who, String reason, boolean force, long withinS, boolean watched) {
    /// The order in questions that carry no configuration.
    public static final PeerOrder NONE = new PeerOrder("", "", false, 0, false);
}
