// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The data that a balancer gets for a valid invitation.
///
/// @param name    of the inviting balancer
/// @param secret  of the cluster, hexadecimal
/// @param hashKey of its flow hash
/// @param peers   all members except the joining one, including the inviting one
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
