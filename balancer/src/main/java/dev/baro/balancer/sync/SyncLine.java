// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import java.io.IOException;

/// The way to peers, which have proved that they belong to the cluster.
public interface SyncLine {
    /// Sends in order, and once, as long as the peer is reached. May block if the connection to it is stalled.
    ///
    /// @throws IOException if it is not reached
    void send(String peer, byte[] message) throws IOException;
}
