// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

/// The result of entering one record from a peer.
public enum Entered {
    /// The copy is in the table.
    ENTERED,
    /// The table already had the session, or had no copy of the ended session.
    KNOWN,
    /// This balancer has a live session of the flow, with another server.
    LIVE,
    /// The table has a newer copy, with another server.
    OLDER,
    /// The flow's bucket has no free place.
    FULL
}
