// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What one router quoted of a packet whose time to live ended there (RFC 792, RFC 4443 section 3.3).
///
/// @param distance  in hops, 1 is the next one
/// @param address   who answered
/// @param dscp      0..63, of the packet as it came to that router
public record HopSeen(int distance, String address, int dscp) {}
