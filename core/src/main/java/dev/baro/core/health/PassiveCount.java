// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// The packet path's counters of one server for one service port. Both only grow.
///
/// @param sessions   sessions opened: first SYNs
/// @param synRepeats repeated SYNs of clients that never acknowledged an answer
public record PassiveCount(ServiceMember member, long sessions, long synRepeats) {}
