// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

/// One server for one service port is used, or not, or is so for another reason than before.
///
/// @param before what health said until now
/// @param after  what it says from now on
/// @param where  the layer that decides
/// @param sent   what was sent last, for people
/// @param back   what came back, for people; empty when nothing was awaited yet
public record HealthChange(
        ServiceMember member, MemberHealth before, MemberHealth after, Layer where, String sent, String back) {}
