// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import java.io.IOException;

/// The way to peers, which have proved that they belong to the cluster.
public interface SyncLine {
    /// In order, and once, as long as the peer is reached. May block where the connection to it is stalled.
    ///
    /// @throws IOException where it is not reached
    void send(String peer, byte[] message) throws IOException;
}
