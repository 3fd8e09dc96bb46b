// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

/// On whose word a configuration is put into force on all balancers, and how. Each balancer keeps it in its own
/// history, and watches and rolls back for itself.
///
/// @param who     a user's name on the balancer that asks; empty where none is known
/// @param reason  may be empty
/// @param force   also where it takes traffic away
/// @param withinS it is rolled back unless it is confirmed in so many seconds; 0: it needs no confirmation
/// @param watched whether it is rolled back when servers fail because of it
public record PeerOrder(String who, String reason, boolean force, long withinS, boolean watched) {
    /// Of what is no configuration.
    public static final PeerOrder NONE = new PeerOrder("", "", false, 0, false);
}
