// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// What one real server is to one VIP now, beside what the file says of it.
///
/// @param state what holds now: `enabled`, `drain` or `disabled`
/// @param weight what holds now; while it ramps, `rampPercent` of it counts
/// @param fileState what the file says
/// @param override what an operator said over the file: `drain`, `disabled`, `weight 50`; empty when
///     nothing
/// @param everyVip whether the override was said of the server in every VIP
/// @param reason why, in the operator's words; may be empty
/// @param since when it was said, ISO 8601, UTC; empty without an override
/// @param deadline when a drained server is treated as removed, ISO 8601, UTC; empty when never
/// @param sessions sessions of the VIP that the server holds, as last counted
/// @param emptySince since when a draining server has held none, ISO 8601, UTC; empty while it holds some
/// @param sessionsEstimated whether `sessions` is an estimate, because flows go by the hash
public record ServerMember(
        String server,
        String vip,
        String state,
        int weight,
        String fileState,
        int fileWeight,
        int rampPercent,
        String override,
        boolean everyVip,
        String reason,
        String since,
        String deadline,
        long sessions,
        String emptySince,
        boolean sessionsEstimated) {}
