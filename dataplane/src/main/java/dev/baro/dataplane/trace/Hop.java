// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;

/// Somebody on a path who quoted the header of a probe.
///
/// @param distance 1 is the first router; the destination comes after the last one
/// @param address  who answered
/// @param dscp     0..63, as it reached this hop. A router that re-marks on its way in shows what it made of
/// it; one that re-marks on its way out shows what it got, and the next hop shows the change
/// @param answer   why it answered
public record Hop(int distance, IpAddress address, int dscp, Answer answer) {

    /// Why a hop answered.
    public enum Answer {
        /// A router at which the TTL ran out.
        EXPIRED,
        /// The destination: nothing listens there, as is hoped, or its own firewall refused the probe.
        ARRIVED,
        /// A router or firewall before the destination that lets the probe no further.
        REFUSED
    }
}
