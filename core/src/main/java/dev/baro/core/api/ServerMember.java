// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.model.ServerState;
import java.util.Optional;

/// A real server in one VIP: what holds now, beside what the file says.
///
/// @param override absent: the file holds
public record ServerMember(
        String server, String vip, AdminState now, AdminState file, Optional<OverrideInfo> override, SessionLoad load) {

    /// @param state `enabled`, `drain` or `disabled`; of now also `standby`: enabled, and waits until others fail
    /// @param weight 0 to 100
    public record AdminState(String state, int weight) {
        /// Whether it gets no new sessions and keeps those it has.
        public boolean drains() {
            return state.equals(ServerState.DRAIN.word());
        }

        public boolean takesNewSessions() {
            return state.equals(ServerState.ENABLED.word()) && weight > 0;
        }
    }

    /// What an operator set at run time.
    ///
    /// @param what `drain`, `drain, deadline over`, `disabled`, `weight 50`
    /// @param everyVip whether it is for the server in every VIP
    /// @param reason in the operator's words; may be empty
    /// @param since ISO 8601, UTC
    /// @param deadline when a drained server is treated as removed, ISO 8601, UTC; empty when never
    public record OverrideInfo(String what, boolean everyVip, String reason, String since, String deadline) {}

    /// @param sessions of the VIP, as last counted
    /// @param estimated whether `sessions` is an estimate, because flows go by the hash
    /// @param emptySince since when a draining server has held none, ISO 8601, UTC; empty while it holds some
    /// @param rampPercent how much of its weight counts; less than 100 in a slow start
    public record SessionLoad(long sessions, boolean estimated, String emptySince, int rampPercent) {
        public boolean ramps() {
            return rampPercent < 100;
        }

        public boolean empty() {
            return !emptySince.isEmpty();
        }
    }
}
