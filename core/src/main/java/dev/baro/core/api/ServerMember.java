// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.model.ServerState;
import java.util.Optional;

/// A real server in one VIP, with its current settings and those in the file.
///
/// @param override the override; absent if the file's settings apply
public record ServerMember(
        String server, String vip, AdminState now, AdminState file, Optional<OverrideInfo> override, SessionLoad load) {

    /// @param state  `enabled`, `drain` or `disabled`; the current state may also be `standby`: enabled, but
    ///               waiting until others fail
    /// @param weight the weight, 0 to 100
    public record AdminState(String state, int weight) {
        /// Whether the server gets no new sessions but keeps existing ones.
        public boolean drains() {
            return state.equals(ServerState.DRAIN.word());
        }

        public boolean takesNewSessions() {
            return state.equals(ServerState.ENABLED.word()) && weight > 0;
        }
    }

    /// A setting that an operator made at run time.
    ///
    /// @param what     `drain`, `drain, deadline over`, `disabled`, `weight 50`
    /// @param everyVip whether the setting applies to the server in every VIP
    /// @param reason   the reason in the operator's words; may be empty
    /// @param since    ISO 8601, UTC
    /// @param deadline the time when a drained server is treated as removed, ISO 8601, UTC; empty for never
    public record OverrideInfo(String what, boolean everyVip, String reason, String since, String deadline) {}

    /// @param sessions    the VIP's sessions, at the last count
    /// @param estimated   whether `sessions` is an estimate, because flows follow the hash
    /// @param emptySince  the time since which a draining server has had no sessions, ISO 8601, UTC; empty
    ///                    while it has any
    /// @param rampPercent the effective share of the server's weight; less than 100 during slow start
    public record SessionLoad(long sessions, boolean estimated, String emptySince, int rampPercent) {
        public boolean ramps() {
            return rampPercent < 100;
        }

        public boolean empty() {
            return !emptySince.isEmpty();
        }
    }
}
