// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// What became of one record of a peer.
public enum Entered {
    /// A copy stands in the table.
    ENTERED,
    /// The session was there already, or its end was of nobody here.
    KNOWN,
    /// A live session of this balancer stands there, with another server.
    LIVE,
    /// A newer copy stands there, with another server.
    OLDER,
    /// Its bucket has no place.
    FULL
}
