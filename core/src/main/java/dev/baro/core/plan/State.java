// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Health;
import dev.baro.core.model.HealthTimings;
import java.util.List;

/// All that the balancer knows, as one immutable value. It changes only by [#after(Event, long)], on the one thread
/// that
/// owns it.
///
/// @param revision     counts the accepted configurations since the start; 0 before the first
/// @param source       where the configuration came from; empty before the first
/// @param acceptedAtNs monotonic time of its acceptance
/// @param applied      the revision that the kernel half holds; 0 before the first
/// @param failure      why the newest configuration or plan is not in force; empty when it is
/// @param health       which real servers may get sessions
public record State(
        Config config, int revision, String source, long acceptedAtNs, int applied, String failure, Health health) {
    /// Before any configuration.
    public static final State INITIAL = new State(
            new Config(
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    HealthTimings.DEFAULTS,
                    Config.DEFAULT_MAX_SESSIONS),
            0,
            "",
            0,
            0,
            "",
            Health.UNWATCHED);

    /// @param nowNs monotonic time
    /// @return the state after the event; `this` when it changes nothing
    public State after(Event event, long nowNs) {
        return switch (event) {
            case Event.ConfigAccepted(Config accepted, String from) ->
                new State(accepted, revision + 1, from, nowNs, applied, "", health);
            case Event.ConfigRefused(String from, String reason) -> failed(from + ": " + reason);
            case Event.PlanApplied(int newest) ->
                new State(config, revision, source, acceptedAtNs, newest, failure, health);
            case Event.HealthChanged(Health newest) ->
                new State(config, revision, source, acceptedAtNs, applied, failure, newest);
            case Event.PlanFailed(int _, String reason) -> failed(reason);
        };
    }

    /// What should be true in this state.
    public Plan plan() {
        return Plan.of(config, health);
    }

    private State failed(String reason) {
        return new State(config, revision, source, acceptedAtNs, applied, reason, health);
    }
}
