// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Drains;
import dev.baro.balancer.control.SessionCounts;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.core.api.ServerMember;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.State;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What each real server is to each VIP now, beside what the file says of it.
public record MemberReport(Startup startup, Snapshot snapshot) {

    public List<ServerMember> all() {
        Map<String, RealServer> servers = snapshot.state().config().serversByName();
        SessionCounts counts = SessionCounts.of(snapshot.counters());
        return snapshot.state().config().vips().stream()
                .flatMap(vip -> vip.servers().stream()
                        .flatMap(name -> Stream.ofNullable(servers.get(name)))
                        .map(server -> standing(vip, server, counts)))
                .toList();
    }

    /// Of which an operator said something over the file, or which ramp.
    List<ServerMember> overridden() {
        return all().stream()
                .filter(server -> !server.override().isEmpty() || server.rampPercent() < 100)
                .toList();
    }

    /// @param server empty: every one
    /// @param vip empty: every one
    public List<ServerMember> of(String server, String vip) {
        return all().stream()
                .filter(standing -> server.isEmpty() || standing.server().equals(server))
                .filter(standing -> vip.isEmpty() || standing.vip().equals(vip))
                .toList();
    }

    public static boolean drains(ServerMember standing) {
        return standing.state().equals(ServerState.DRAIN.word());
    }

    private ServerMember standing(Vip vip, RealServer file, SessionCounts counts) {
        State state = snapshot.state();
        RealServer now = state.overrides().effective(vip.name(), file);
        Optional<ServerOverride> said = state.overrides().of(file.name(), vip.name());
        return new ServerMember(
                file.name(),
                vip.name(),
                now.state().word(),
                now.weight(),
                file.state().word(),
                file.weight(),
                state.ramps().step(vip.name(), file.name()) * 100 / SlowStart.STEPS,
                said.map(override -> override.wish().word()).orElse(""),
                said.map(override -> override.vip().isEmpty()).orElse(false),
                said.map(ServerOverride::reason).orElse(""),
                said.map(override -> wall(override.sinceNs())).orElse(""),
                said.map(override -> deadline(override.wish())).orElse(""),
                counts.active(vip, file.name()),
                emptySince(new Drains.Pair(vip.name(), file.name())),
                counts.estimated(vip));
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
