// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// The request to apply a configuration on all balancers: its author and its terms. Each balancer stores it in its
/// own history, and watches and rolls back separately.
///
/// @param who     a user's name on the requesting balancer; empty if unknown
/// @param reason  the reason for the change; may be empty
/// @param force   whether to apply it even if it takes traffic away
/// @param withinS seconds after which it is rolled back unless confirmed; 0 if it needs no confirmation
/// @param watched whether it is rolled back if servers fail because of it
public record PeerOrder(String who, String reason, boolean force, long withinS, boolean watched) {
    /// The order of questions without a configuration.
    public static final PeerOrder NONE = new PeerOrder("", "", false, 0, false);
}
