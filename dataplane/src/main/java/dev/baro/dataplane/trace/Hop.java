// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;

/// A host on a path that quoted the header of a probe.
///
/// @param distance 1 for the first router; the destination follows the last one
/// @param address  the host's address
/// @param dscp     the value, 0..63, on arrival at this hop. A router that re-marks on input shows the new value;
///                 one that re-marks on output shows the old one, and the next hop shows the change
/// @param answer   the reason of its answer
public record Hop(int distance, IpAddress address, int dscp, Answer answer) {

    /// The reason of a hop's answer.
    public enum Answer {
        /// A router at which the TTL expired.
        EXPIRED,
        /// The destination: nothing listens there, as expected, or its firewall refused the probe.
        ARRIVED,
        /// A router or firewall before the destination that blocks the probe.
        REFUSED
    }
}
