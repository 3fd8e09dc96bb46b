// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// A change of a server's use for a service port, or of the reason.
///
/// @param before the previous health
/// @param after  the new health
/// @param where  the decisive layer
/// @param sent   the description of the last probe
/// @param back   the description of its reply; empty if there was no probe yet
public record HealthChange(
        ServiceMember member, MemberHealth before, MemberHealth after, Layer where, String sent, String back) {}
