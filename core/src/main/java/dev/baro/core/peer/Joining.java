// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The data that a balancer receives in return for a valid invitation.
///
/// @param name    the inviting balancer's name
/// @param secret  the cluster's secret, hexadecimal
/// @param hashKey the key of the cluster's flow hash
/// @param peers   all balancers of the cluster except the joining one, including the inviting one
public record Joining(String name, String secret, String hashKey, List<SavedPeers.SavedPeer> peers) {
    public Joining {
        peers = List.copyOf(peers);
    }

    /// Keeps the secret out of logs.
    @Override
    public String toString() {
        return "Joining[" + name + "]";
    }
}
