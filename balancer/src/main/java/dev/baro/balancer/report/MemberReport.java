// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Drains;
import dev.baro.balancer.control.SessionCounts;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.ServerMember.AdminState;
import dev.baro.core.api.ServerMember.OverrideInfo;
import dev.baro.core.api.ServerMember.SessionLoad;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.core.plan.State;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Lists each real server in each of its VIPs, with its current settings and its settings in the file.
public record MemberReport(Startup startup, Snapshot snapshot) {

    public List<ServerMember> all() {
        Map<String, RealServer> servers = snapshot.state().config().serversByName();
        SessionCounts counts = SessionCounts.of(snapshot.counters());
        return snapshot.state().config().vips().stream()
                .flatMap(vip -> vip.servers().stream()
                        .flatMap(name -> Stream.ofNullable(servers.get(name)))
                        .map(server -> member(vip, server, counts)))
                .toList();
    }

    /// The members that have an override or are in slow start.
    List<ServerMember> overridden() {
        return all().stream()
                .filter(server -> server.override().isPresent() || server.load().ramps())
                .toList();
    }

    /// @param server the server; empty for all
    /// @param vip    the VIP; empty for all
    public List<ServerMember> of(String server, String vip) {
        return all().stream()
                .filter(member -> server.isEmpty() || member.server().equals(server))
                .filter(member -> vip.isEmpty() || member.vip().equals(vip))
                .toList();
    }

    private ServerMember member(Vip vip, RealServer file, SessionCounts counts) {
        State state = snapshot.state();
        int rampPercent = state.ramps().step(vip.name(), file.name()) * 100 / SlowStart.STEPS;
        return new ServerMember(
                file.name(),
                vip.name(),
                now(vip, state.overrides().effective(vip.name(), file)),
                adminState(file),
                state.overrides().of(file.name(), vip.name()).map(this::info),
                new SessionLoad(
                        counts.active(vip, file.name()),
                        counts.estimated(vip),
                        emptySince(new Drains.Pair(vip.name(), file.name())),
                        rampPercent));
    }

    private AdminState now(Vip vip, RealServer server) {
        boolean waits = server.takesNewSessions()
                && vip.ports().stream()
                        .filter(port -> port.isServedBy(server.name()))
                        .allMatch(port -> snapshot.state().standsBy(vip, port, server));
        return waits ? new AdminState(HealthWord.STANDBY, server.weight()) : adminState(server);
    }

    private static AdminState adminState(RealServer server) {
        return new AdminState(server.state().word(), server.weight());
    }

    private OverrideInfo info(ServerOverride override) {
        return new OverrideInfo(
                override.wish().word(),
                override.vip().isEmpty(),
                override.reason(),
                wall(override.sinceNs()),
                deadline(override.wish()));
    }

    private String deadline(Wish wish) {
        return wish instanceof Wish.Drain(long deadlineNs, var _) && deadlineNs != Wish.Drain.NO_DEADLINE
                ? wall(deadlineNs)
                : "";
    }

    private String emptySince(Drains.Pair pair) {
        long since = snapshot.drains().emptySinceNs().getOrDefault(pair, Drains.HOLDS_SESSIONS);
        return since == Drains.HOLDS_SESSIONS ? "" : wall(since);
    }

    private String wall(long ns) {
        return startup.wallTime(ns).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
