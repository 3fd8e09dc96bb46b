// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import java.io.IOException;

/// Sends messages to peers that have proved that they belong to the cluster.
public interface SyncLine {
    /// Sends messages in order, and each only once, as long as the peer can be reached. May block if the
    /// connection to the peer is stalled.
    ///
    /// @throws IOException if the peer cannot be reached
    void send(String peer, byte[] message) throws IOException;
}
