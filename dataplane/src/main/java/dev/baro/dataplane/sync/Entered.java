// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// The result of entering one record of a peer.
public enum Entered {
    /// The table has the copy.
    ENTERED,
    /// The session was already there, or the ended session was not here.
    KNOWN,
    /// This balancer has a live session there, with another server.
    LIVE,
    /// A newer copy is there, with another server.
    OLDER,
    /// Its bucket has no place.
    FULL
}
