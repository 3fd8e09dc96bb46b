// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;

/// A setting for a real server that an operator made at run time; it takes precedence over the file.
///
/// @param vip     the VIP; empty for all
/// @param reason  the reason in the operator's words; may be empty
/// @param sinceNs the monotonic time when the override was set
public record ServerOverride(String server, String vip, Wish wish, String reason, long sinceNs) {

    /// The setting.
    public sealed interface Wish {

        /// The server gets no new sessions. After the deadline, it gets no packets either, which
        /// ends the remaining sessions.
        ///
        /// @param deadlineNs the monotonic time, or [#NO_DEADLINE]
        /// @param over whether the deadline has passed
        record Drain(long deadlineNs, boolean over) implements Wish {
            public static final long NO_DEADLINE = Long.MAX_VALUE;
        }

        /// The server gets no packets.
        record Disable() implements Wish {}

        /// The server has a different weight; its state stays as in the file.
        ///
        /// @param weight the weight, 0..[RealServer#MAX_WEIGHT]
        record Weight(int weight) implements Wish {}

        /// The word in every output: `drain`, `disabled`, `weight 50`.
        default String word() {
            return switch (this) {
                case Drain(var _, boolean over) -> over ? "drain, deadline over" : ServerState.DRAIN.word();
                case Disable _ -> ServerState.DISABLED.word();
                case Weight(int weight) -> "weight " + weight;
            };
        }
    }

    /// The override in words: `store-web-b02: drain in every VIP`, `store-web-b02: weight 50 in store-app1`.
    @Override
    public String toString() {
        return server + ": " + wish.word() + " in " + (vip.isEmpty() ? "every VIP" : vip);
    }

    boolean isFor(String otherServer, String otherVip) {
        return server.equals(otherServer) && vip.equals(otherVip);
    }

    /// @return the same override, marked as over if its deadline has passed
    ServerOverride at(long nowNs) {
        return wish instanceof Wish.Drain(long deadlineNs, boolean over) && !over && deadlineNs <= nowNs
                ? new ServerOverride(server, vip, new Wish.Drain(deadlineNs, true), reason, sinceNs)
                : this;
    }

    RealServer of(RealServer file) {
        return switch (wish) {
            case Wish.Drain(var _, boolean over) -> with(file, file.weight(), over ? disabled() : drained(file));
            case Wish.Disable _ -> with(file, file.weight(), disabled());
            case Wish.Weight(int weight) -> with(file, weight, file.state());
        };
    }

    private static ServerState disabled() {
        return ServerState.DISABLED;
    }

    /// A drain does not reactivate a server that the file disables.
    private static ServerState drained(RealServer file) {
        return file.state() == ServerState.DISABLED ? ServerState.DISABLED : ServerState.DRAIN;
    }

    private static RealServer with(RealServer file, int weight, ServerState state) {
        return new RealServer(file.name(), file.address(), file.dataCentre(), file.method(), weight, state);
    }
}
