// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Determines whether a revision left a VIP short or made many servers fail. Only effects of the revision
/// count: VIPs that were not short before, and servers of VIPs that it changed. Failures elsewhere at the same
/// time have another cause.
///
/// @param after   the state immediately after the revision was accepted
/// @param fed     the VIPs that had enough usable servers before
/// @param down    the members that were down before
/// @param massive whether a mass failure was already suspected before
/// @param changed the names of the VIPs that the revision changed, including changes of
///                their servers and checks
/// @param meant   the names of the VIPs that would be short even if every server were healthy
public record AppliedWatch(
        State after,
        Set<IpAddress> fed,
        Set<ServiceMember> down,
        boolean massive,
        Set<String> changed,
        Set<String> meant) {
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    public AppliedWatch {
        fed = Set.copyOf(fed);
        down = Set.copyOf(down);
        changed = Set.copyOf(changed);
        meant = Set.copyOf(meant);
    }

    public static AppliedWatch of(State before, State after) {
        Set<String> hungry = Shortage.of(before).stream().map(Shortage::vip).collect(Collectors.toSet());
        return new AppliedWatch(
                after,
                before.config().vips().stream()
                        .filter(vip -> !hungry.contains(vip.name()))
                        .map(Vip::address)
                        .collect(Collectors.toSet()),
                down(before.health()),
                before.health().suspicion().raised(),
                changed(before.config(), after.config()),
                Shortage.of(after.unwatched()).stream().map(Shortage::vip).collect(Collectors.toSet()));
    }

    /// How long to watch: the time that the slowest probe takes to detect a server that fails immediately, plus
    /// a margin for queueing.
    public static Duration length(Config config) {
        Stream<ProbeTiming> timings = Stream.concat(
                ProbePlan.of(config, List.of()).stream().map(ProbeTask::timing),
                Stream.of(config.health().l2()));
        Duration slowest = timings.map(timing -> timing.interval()
                        .multipliedBy(Math.max(timing.fall(), timing.rise()))
                        .plus(timing.timeout()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Duration length = slowest.multipliedBy(5).dividedBy(4).plusSeconds(10);
        return length.compareTo(SHORTEST) < 0 ? SHORTEST : length.compareTo(LONGEST) > 0 ? LONGEST : length;
    }

    /// @return the reason to roll the revision back, as a sentence without a full stop; empty if there is none
    public Optional<String> failure(State now) {
        boolean same = now.revision() == after.revision() && now.overrides().equals(after.overrides());
        return same ? shortage(now).or(() -> massFailure(now)) : Optional.empty();
    }

    private Optional<String> shortage(State now) {
        Map<String, Vip> vips = now.config().vips().stream().collect(Collectors.toMap(Vip::name, Function.identity()));
        List<Shortage> fresh = Shortage.certain(now).stream()
                .filter(shortage -> !meant.contains(shortage.vip()))
                .filter(shortage -> Optional.ofNullable(vips.get(shortage.vip()))
                        .map(Vip::address)
                        .filter(fed::contains)
                        .isPresent())
                .toList();
        boolean elsewhere = fresh.stream().anyMatch(shortage -> !changed.contains(shortage.vip()));
        return elsewhere
                ? Optional.empty()
                : fresh.stream()
                        .findFirst()
                        .map(shortage -> shortage.vip() + " has " + shortage.usable()
                                + " usable real servers since then, and needs " + shortage.need());
    }

    private Optional<String> massFailure(State now) {
        if (massive || !now.health().suspicion().raised()) {
            return Optional.empty();
        }
        Set<ServiceMember> failed = new HashSet<>(down(now.health()));
        failed.removeAll(down);
        boolean ours = !failed.isEmpty() && failed.stream().allMatch(member -> changed.contains(member.vip()));
        return ours
                ? Optional.of(now.health().suspicion().failing() + " of "
                        + now.health().suspicion().of()
                        + " real servers have failed since then, all in VIPs that it changed")
                : Optional.empty();
    }

    private static Set<ServiceMember> down(Health health) {
        return health.members().entrySet().stream()
                .filter(member -> member.getValue().condition() == Condition.DOWN)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> changed(Config before, Config after) {
        boolean everything = !before.health().equals(after.health());
        Set<Vip> same = new HashSet<>(before.vips());
        Set<RealServer> sameServers = new HashSet<>(before.servers());
        Set<String> touched = after.servers().stream()
                .filter(server -> !sameServers.contains(server))
                .map(RealServer::name)
                .collect(Collectors.toSet());
        return after.vips().stream()
                .filter(vip -> everything || !same.contains(vip) || !Collections.disjoint(touched, vip.servers()))
                .map(Vip::name)
                .collect(Collectors.toSet());
    }
}
