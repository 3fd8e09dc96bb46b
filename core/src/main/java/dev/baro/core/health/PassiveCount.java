// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// What the packet path has counted of one server for one service port. Both only grow.
///
/// @param sessions   sessions opened: first SYNs
/// @param synRepeats SYNs of clients that had sent one before and got no answer that made them acknowledge
public record PassiveCount(ServiceMember member, long sessions, long synRepeats) {}
