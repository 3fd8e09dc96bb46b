// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The entire state of the balancer, as one immutable value. Only [#after(Event, long)] changes it, on the
/// thread that owns it.
///
/// @param revision     the number of accepted configurations, across restarts if they are stored
/// @param source       the source of the configuration; empty before the first configuration
/// @param acceptedAtNs the monotonic time when the configuration was accepted
/// @param applied      the revision in the kernel; 0 before the first revision
/// @param failure      the reason why the newest configuration or plan is not in force; empty if it is
/// @param overrides    the operators' overrides, which take precedence over the file
/// @param ramps        servers in slow start
/// @param health       the real servers' health, which determines which of them may get sessions
/// @param balancer     the name of this balancer in the configuration; empty if unknown
/// @param standbys     the service ports whose standby servers are called
public record State(
        Config config,
        int revision,
        String source,
        long acceptedAtNs,
        int applied,
        String failure,
        Overrides overrides,
        Ramps ramps,
        Health health,
        String balancer,
        Standbys standbys) {
    /// The state before any configuration.
    public static final State INITIAL = initial(Overrides.NONE);

    /// The state before any configuration, with the overrides of the previous daemon.
    public static State initial(Overrides overrides) {
        return initial(overrides, "", 0);
    }

    /// The state before any configuration on a named balancer, which continues the
    /// previous daemon's revision numbers.
    ///
    /// @param revision the revision number that precedes the first configuration's number
    public static State initial(Overrides overrides, String balancer, int revision) {
        return new State(
                Config.EMPTY, revision, "", 0, 0, "", overrides, Ramps.NONE, Health.UNWATCHED, balancer, Standbys.NONE);
    }

    /// The state with this configuration but without overrides, before its plan is in the kernel.
    static State unapplied(Config config, Health health) {
        return new State(config, 0, "", 0, 0, "", Overrides.NONE, Ramps.NONE, health, "", Standbys.NONE).at(0);
    }

    /// @param nowNs the monotonic time
    /// @return the state after the event and at that time; an equal state if neither changes anything
    public State after(Event event, long nowNs) {
        State next = switch (event) {
            case Event.ConfigAccepted(Config accepted, String from) ->
                new State(
                        accepted,
                        revision + 1,
                        from,
                        nowNs,
                        applied,
                        "",
                        overrides.in(accepted),
                        ramps,
                        health,
                        balancer,
                        standbys);
            case Event.ConfigRefused(String from, String reason) -> failed(from + ": " + reason);
            case Event.PlanApplied(int newest) -> applied(newest);
            case Event.HealthChanged(Health newest) -> with(newest.seenElsewhere(health.notUpElsewhere()));
            case Event.PeersSeen(Optional<Set<ServiceMember>> notUp) -> with(health.seenElsewhere(notUp));
            case Event.PlanFailed(int _, String reason) -> failed(reason);
            case Event.ServerOverridden(ServerOverride override) -> with(overrides.with(override), ramps);
            case Event.OverrideRemoved(String server, String vip) -> with(overrides.without(server, vip), ramps);
            case Event.Ticked _ -> this;
        };
        return next.at(nowNs);
    }

    /// The plan for this state.
    public Plan plan() {
        return new Planner().plan(this);
    }

    /// The plan with every server healthy.
    public State unwatched() {
        return with(Health.UNWATCHED);
    }

    /// Whether a server of a VIP may get new sessions, on at least one of its ports.
    public boolean takesNewSessions(Vip vip, RealServer server) {
        return takes(vip, server, port -> !standsBy(vip, port, server));
    }

    /// Whether a server of a VIP may get new sessions on at least one port, or could if it
    /// were not standing by.
    public boolean isReady(Vip vip, RealServer server) {
        return takes(vip, server, _ -> true);
    }

    private boolean takes(Vip vip, RealServer server, Predicate<ServicePort> also) {
        return overrides.effective(vip.name(), server).takesNewSessions()
                && vip.ports().stream().anyMatch(port -> isUsable(vip, port, server) && also.test(port));
    }

    /// Whether a server of a VIP gets no new sessions on a port because enough other servers do.
    public boolean standsBy(Vip vip, ServicePort port, RealServer server) {
        return isStandby(vip, server) && standbys.of(vip, port).isEmpty();
    }

    /// Whether a server of a VIP is a standby server, whether called or not.
    public boolean isStandby(Vip vip, RealServer server) {
        return !vip.options().standby().isNone()
                && !standby(vip, List.of(server)).isEmpty();
    }

    /// @param servers the VIP's servers
    /// @return the names of the servers that wait until others fail
    Set<String> standby(Vip vip, List<RealServer> servers) {
        return vip.options().standby().isNone()
                ? Set.of()
                : vip.options().standby().among(servers, ownCentre());
    }

    /// The data centre of this balancer; empty if the configuration names none.
    private String ownCentre() {
        return config.balancer(balancer).map(Balancer::dataCentre).orElse("");
    }

    /// Whether a server has no verdict yet, and may get new sessions after its first verdict.
    public boolean isUndecided(Vip vip, RealServer server) {
        return overrides.effective(vip.name(), server).takesNewSessions()
                && vip.ports().stream()
                        .filter(port -> port.isServedBy(server.name()))
                        .map(port -> health.of(new ServiceMember(vip.name(), port.name(), server.name())))
                        .anyMatch(member ->
                                member.map(MemberHealth::condition).orElse(Condition.UNKNOWN) == Condition.UNKNOWN);
    }

    /// The monotonic time of the next change that the mere passage of time causes; the state needs an
    /// event at that time.
    public OptionalLong nextChangeNs() {
        return Stream.of(overrides.nextChangeNs(), ramps.nextChangeNs(config), standbys.nextChangeNs(config.vips()))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    private boolean isUsable(Vip vip, ServicePort port, RealServer server) {
        return port.isServedBy(server.name())
                && health.usable(new ServiceMember(vip.name(), port.name(), server.name()));
    }

    private State at(long nowNs) {
        State then = with(overrides.at(nowNs), ramps);
        State called = then.with(then.standbys.after(then, nowNs));
        return called.with(called.overrides, ramps.after(config, called::takesNewSessions, nowNs));
    }

    private State with(Overrides set, Ramps under) {
        return new State(
                config, revision, source, acceptedAtNs, applied, failure, set, under, health, balancer, standbys);
    }

    private State with(Standbys called) {
        return new State(
                config, revision, source, acceptedAtNs, applied, failure, overrides, ramps, health, balancer, called);
    }

    private State with(Health newest) {
        return new State(
                config, revision, source, acceptedAtNs, applied, failure, overrides, ramps, newest, balancer, standbys);
    }

    private State applied(int newest) {
        return new State(
                config, revision, source, acceptedAtNs, newest, failure, overrides, ramps, health, balancer, standbys);
    }

    private State failed(String reason) {
        return new State(
                config, revision, source, acceptedAtNs, applied, reason, overrides, ramps, health, balancer, standbys);
    }
}
