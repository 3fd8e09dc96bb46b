// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// What a balancer learns when its invitation is good.
///
/// @param name    of the inviting balancer
/// @param secret  of the cluster, hexadecimal
/// @param hashKey of its flow hash
/// @param peers   all members but the one that joins, the inviting one among them
public record Joining(String name, String secret, String hashKey, List<SavedPeers.SavedPeer> peers) {
    public Joining {
        peers = List.copyOf(peers);
    }

    /// A secret is no business of logs.
    @Override
    public String toString() {
        return "Joining[" + name + "]";
    }
}
