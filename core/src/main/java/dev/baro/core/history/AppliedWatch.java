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

/// Whether a revision made a VIP short or many servers fail. It covers only the changes of the
/// revision: VIPs that were not short before, and servers of VIPs that it touched. Simultaneous
/// failures elsewhere have another cause.
///
/// @param after   the state right after its acceptance
/// @param fed     VIPs that had enough usable servers before
/// @param down    the members that were down before
/// @param massive whether a mass failure was already suspected
/// @param changed the names of VIPs that it changed, including changes of their servers and checks
/// @param meant   the names of VIPs that are short even with every server healthy
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

    /// The time to detect a server that fails immediately, by its slowest probe, plus a margin
    /// because probes are queued.
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

    /// @return why the revision must be rolled back, as a sentence without a full stop; empty if it need not
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
