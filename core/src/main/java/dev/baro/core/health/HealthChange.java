// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// A change in a server's use for a service port, or in the reason for it.
///
/// @param before the previous health
/// @param after  the new health
/// @param where  the layer that determined the health
/// @param sent   the description of the last probe
/// @param back   the description of the probe's reply; empty if there has been no probe
public record HealthChange(
        ServiceMember member, MemberHealth before, MemberHealth after, Layer where, String sent, String back) {}
