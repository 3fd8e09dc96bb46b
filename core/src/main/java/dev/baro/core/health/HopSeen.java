// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// A packet whose TTL expired at a router, as quoted in the router's ICMP error (RFC 792,
/// RFC 4443 section 3.3).
///
/// @param distance the distance in hops; 1 is the next hop
/// @param address  the router's address
/// @param dscp     the value, 0..63, on arrival at that router
public record HopSeen(int distance, String address, int dscp) {}
