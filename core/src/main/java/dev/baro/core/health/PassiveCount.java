// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The packet path's counters of one server for one service port. Both counters only grow.
///
/// @param sessions   the sessions opened, counted by first SYNs
/// @param synRepeats the repeated SYNs of clients that have acknowledged no answer
public record PassiveCount(ServiceMember member, long sessions, long synRepeats) {}
