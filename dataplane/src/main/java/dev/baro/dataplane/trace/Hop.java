// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;

/// A host on a path. The host has quoted the header of a probe.
///
/// @param distance 1 for the first router; the destination follows the last router
/// @param address  the host's address
/// @param dscp     the value, 0..63, on arrival at this hop. A router that re-marks on input shows the new
///                 value; one that re-marks on output shows the old one, and the next hop shows the change
/// @param answer   the reason for the host's answer
public record Hop(int distance, IpAddress address, int dscp, Answer answer) {

    /// The reason for a hop's answer.
    public enum Answer {
        /// A router at which the TTL expired.
        EXPIRED,
        /// The destination: nothing listens on the port, as expected, or the destination's
        /// firewall rejected the probe.
        ARRIVED,
        /// A router or firewall that blocks the probe on its way to the destination.
        REFUSED
    }
}
