// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Startup;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerDetail.SeenHop;
import dev.baro.core.api.ServerDetail.SeenReply;
import dev.baro.core.api.ServerDetail.TargetEvidence;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.ServerSummary.ServerUse;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Evidence;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.Health;
import dev.baro.core.health.HealthBook;
import dev.baro.core.health.Layer;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Verdict;
import dev.baro.core.health.WatchedTarget;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Combines the configuration's real servers with their state.
public record ServerReport(Startup startup, State state, HealthBook book) {
    /// The state shown for a real server whose health is not watched.
    static final String UNWATCHED = "unwatched";

    /// The states, with the worst first. If a server is used several times, its worst state is reported.
    private static final List<String> BY_CONCERN = List.of(
            "down",
            "kept",
            "held",
            "unknown",
            HealthWord.NOT_OBSERVED,
            HealthWord.NOT_PROBED,
            HealthWord.UP,
            HealthWord.STANDBY,
            UNWATCHED);

    public ServerList list() {
        Map<String, List<WatchedTarget>> targets = book.targets().stream()
                .collect(Collectors.groupingBy(target -> target.task().target().server()));
        Set<ServiceMember> standingOut = book.standingOut();
        return new ServerList(state.config().servers().stream()
                .map(server -> summary(server, targets.getOrDefault(server.name(), List.of()), standingOut))
                .toList());
    }

    /// @return the server; empty if the configuration has no such server
    public Optional<ServerSummary> summary(String name) {
        return state.config().server(name).map(server -> summary(server, book.targets(name), book.standingOut()));
    }

    /// @return the server; empty if the configuration has no such server
    public Optional<ServerDetail> detail(String name) {
        List<WatchedTarget> targets = book.targets(name);
        return state.config()
                .server(name)
                .map(server -> new ServerDetail(
                        summary(server, targets, book.standingOut()),
                        targets.stream().map(this::evidence).toList(),
                        advice(server)));
    }

    private List<ServerDetail.Advice> advice(RealServer server) {
        return state.health().members().entrySet().stream()
                .filter(entry -> entry.getKey().server().equals(server.name()))
                .map(entry -> entry.getValue().verdict())
                .filter(verdict -> verdict != Verdict.HEALTHY)
                .distinct()
                .sorted()
                .map(verdict -> advice(verdict, server.method()))
                .toList();
    }

    private static ServerDetail.Advice advice(Verdict verdict, ForwardingMethod method) {
        Verdict.Advice advice = verdict.advice(method);
        return new ServerDetail.Advice(verdict.word(), advice.cause(), advice.fix());
    }

    private ServerSummary summary(RealServer server, List<WatchedTarget> targets, Set<ServiceMember> standingOut) {
        List<ServerUse> uses = uses(server, standingOut);
        Optional<ServerUse> worst = uses.stream()
                .min((a, b) -> Integer.compare(BY_CONCERN.indexOf(a.health()), BY_CONCERN.indexOf(b.health())));
        return new ServerSummary(
                server.name(),
                server.address().toString(),
                server.dataCentre(),
                server.method().word(),
                state.overrides().effective("", server).state().word(),
                uses.stream()
                        .map(ServerUse::health)
                        .reduce(HealthWord::together)
                        .orElse("unused"),
                worst.map(ServerUse::verdict)
                        .filter(verdict -> !verdict.equals(Verdict.HEALTHY.word()))
                        .orElse(""),
                worst.map(ServerUse::since).orElse(""),
                layers(targets),
                uses);
    }

    private List<ServerUse> uses(RealServer server, Set<ServiceMember> standingOut) {
        List<ServerUse> uses = new ArrayList<>();
        for (Vip vip : state.config().vips()) {
            if (vip.servers().contains(server.name())) {
                vip.ports().stream()
                        .filter(port -> port.isServedBy(server.name()))
                        .forEach(port -> uses.add(use(vip, port, server, standingOut)));
            }
        }
        return uses;
    }

    private ServerUse use(Vip vip, ServicePort port, RealServer server, Set<ServiceMember> standingOut) {
        ServiceMember member = new ServiceMember(vip.name(), port.name(), server.name());
        Optional<MemberHealth> health = state.health().of(member);
        String until = health.filter(known -> known.word().equals("held"))
                .flatMap(_ -> book.heldUntilNs(member))
                .map(this::time)
                .orElse("");
        return new ServerUse(
                member.vip(),
                member.port(),
                word(state, vip, port, server),
                health.map(known -> known.verdict().word()).orElse(""),
                health.map(known -> time(known.sinceNs())).orElse(""),
                until,
                standingOut.contains(member));
    }

    /// The state of a server for one service port, as a word: its health, or that it is usable but on standby.
    static String word(State state, Vip vip, ServicePort port, RealServer server) {
        Health health = state.health();
        ServiceMember member = new ServiceMember(vip.name(), port.name(), server.name());
        boolean waits = health.usable(member)
                && state.standsBy(vip, port, server)
                && state.overrides().effective(vip.name(), server).takesNewSessions();
        return waits
                ? HealthWord.STANDBY
                : health.of(member).map(MemberHealth::word).orElse(health.watched() ? "unknown" : UNWATCHED);
    }

    private static Map<String, String> layers(List<WatchedTarget> targets) {
        Map<String, String> layers = new LinkedHashMap<>();
        for (Layer layer : Layer.values()) {
            List<Condition> conditions = targets.stream()
                    .filter(target -> target.task().target().layer() == layer)
                    .map(target -> target.health().condition())
                    .toList();
            if (!conditions.isEmpty()) {
                layers.put(layer.word(), worst(conditions).word());
            }
        }
        return layers;
    }

    private static Condition worst(List<Condition> conditions) {
        if (conditions.contains(Condition.DOWN)) {
            return Condition.DOWN;
        }
        return conditions.contains(Condition.UNKNOWN) ? Condition.UNKNOWN : Condition.UP;
    }

    private TargetEvidence evidence(WatchedTarget watched) {
        ProbeTiming timing = watched.task().timing();
        List<SeenHop> path = watched.explanation().stream()
                .flatMap(explanation -> explanation.path().stream())
                .map(hop -> new SeenHop(hop.distance(), hop.address(), hop.dscp()))
                .toList();
        String next = watched.last()
                .map(last -> time(last.sentNs()
                        + timing.intervalAfter(watched.health().streak()).toNanos()))
                .orElse("");
        return new TargetEvidence(
                watched.task().target().layer().word(),
                watched.task().target().vip(),
                watched.task().target().port(),
                watched.health().condition().word(),
                time(watched.health().sinceNs()),
                watched.health().streak(),
                watched.health().condition() == Condition.UP ? timing.fall() : timing.rise(),
                watched.verdict().word(),
                Evidence.sent(watched.task()),
                next,
                replies(watched),
                path,
                end(watched.certificate().own()),
                end(watched.certificate().chain()));
    }

    private static String end(Instant certificate) {
        return certificate.equals(Instant.MAX) ? "" : certificate.toString();
    }

    private List<SeenReply> replies(WatchedTarget watched) {
        List<SeenReply> replies = new ArrayList<>();
        watched.last().ifPresent(result -> replies.add(reply("probe", result)));
        watched.failure().ifPresent(result -> replies.add(reply("failure", result)));
        watched.explanation().ifPresent(explanation -> {
            replies.add(reply("marked", explanation.marked()));
            replies.add(reply("unmarked", explanation.unmarked()));
            pings(watched.task(), explanation.pings()).forEach((of, ping) -> replies.add(reply(of, ping)));
        });
        return replies;
    }

    /// The pings in an explanation, which supplement the probe of a port.
    private static Map<String, ProbeResult> pings(ProbeTask task, Explanation.Pings pings) {
        Map<String, ProbeResult> all = new LinkedHashMap<>();
        if (task.target().layer() != Layer.L3) {
            all.put("ping", pings.vip());
            all.put("own-ping", pings.server());
        }
        if (task.marked() && task.method() == ForwardingMethod.IPIP) {
            all.put("tunnel", pings.tunnel());
        }
        return all;
    }

    private SeenReply reply(String of, ProbeResult result) {
        String word = result.reply().word();
        double tookMs = Math.round((result.endedNs() - result.sentNs()) / 1_000.0) / 1_000.0;
        return new SeenReply(of, word, Evidence.back(result), time(result.sentNs()), tookMs);
    }

    private String time(long ns) {
        return startup.wallTime(ns).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
