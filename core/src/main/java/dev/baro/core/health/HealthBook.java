// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.PassivePolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Keeps the state of every target and decides which servers are used. The state changes only with the results
/// and the time passed in, so a balancer that sends no probes never counts that against a server. A book has
/// one owner and is not thread-safe.
///
/// One call of [#advance] makes the decision for any number of preceding [#take] calls.
public final class HealthBook {
    private final Remembered known;
    private final PassiveWatch passive = new PassiveWatch();
    private final Map<ProbeTarget, WatchedTarget> targets = new LinkedHashMap<>();
    private final Map<ServiceMember, WatchedMember> members = new LinkedHashMap<>();
    private final Map<ProbeTarget, List<WatchedMember>> dependants = new HashMap<>();
    private final Set<ProbeTarget> unexplained = new LinkedHashSet<>();
    private final Set<ProbeTarget> unproven = new LinkedHashSet<>();
    private final Set<ServiceMember> blamed = new HashSet<>();
    private HealthPolicy policy = HealthPolicy.DEFAULTS;
    private MassFailure massFailure = MassFailure.NONE;
    private Suspicion suspicion = Suspicion.NONE;
    private boolean watching;

    /// Whether any input has arrived since the last decision, or a deadline is pending.
    private boolean stirred;

    /// @param known the initial state of the first watched targets
    public HealthBook(Remembered known) {
        this.known = known;
    }

    /// Replaces the watched targets. A target keeps its state if its path is unchanged.
    public void watch(List<ProbeTask> tasks, HealthPolicy newPolicy, long nowNs) {
        policy = newPolicy;
        Map<ProbeTarget, WatchedTarget> before = Map.copyOf(targets);
        Map<ServiceMember, WatchedMember> membersBefore = Map.copyOf(members);
        targets.clear();
        tasks.stream()
                .filter(ProbeTask::isSent)
                .forEach(task -> targets.put(task.target(), watched(task, before, nowNs)));
        index(tasks, nowNs);
        members.forEach((member, watched) -> {
            WatchedMember old = membersBefore.get(member);
            if (old != null && watched.servesLike(old)) {
                watched.inherit(old);
            }
            watched.follow(policy, nowNs);
        });
        if (!watching) {
            resume(nowNs);
        }
        watching = true;
        stirred = true;
    }

    /// Ignores results of targets that are not watched.
    public void take(ProbeResult result) {
        WatchedTarget target = targets.get(result.target());
        if (target == null || isConsequence(result)) {
            return;
        }
        Condition before = target.health().condition();
        stirred |= target.failure().isPresent() || !result.reply().passed();
        if (target.take(result)) {
            unexplained.add(result.target());
        }
        Condition after = target.health().condition();
        if (before == after) {
            return;
        }
        stirred = true;
        List<WatchedMember> concerned = dependants.getOrDefault(result.target(), List.of());
        if (after == Condition.DOWN) {
            concerned.forEach(member -> member.forgetAbove(target, result.endedNs()));
        }
        concerned.forEach(member -> member.follow(policy, result.endedNs()));
        if (after == Condition.UP) {
            concerned.forEach(member -> member.unproven()
                    .ifPresent(application -> unproven.add(application.task().target())));
        }
    }

    public void take(ProbeTarget target, Explanation explanation) {
        stirred = true;
        Optional.ofNullable(targets.get(target)).ifPresent(watched -> watched.explain(explanation));
    }

    /// Evaluates the packet path's counters of every server for every service port, all read at
    /// about the same time.
    public void take(List<PassiveCount> counts, long nowNs) {
        Set<ServiceMember> found = policy.passive() == PassivePolicy.OFF ? Set.of() : passive.take(counts);
        blamed.retainAll(found);
        for (ServiceMember member : found) {
            WatchedMember watched = members.get(member);
            boolean news = blamed.add(member);
            if (news && watched != null && policy.passive() == PassivePolicy.USE) {
                stirred = true;
                watched.blame(policy, nowNs);
            }
        }
    }

    /// Decides which servers are used.
    ///
    /// @return the changes, in the order of the configuration
    public List<HealthChange> advance(long nowNs) {
        if (!stirred) {
            return List.of();
        }
        suspect(nowNs);
        Map<String, Set<String>> left = new HashMap<>();
        members.values().stream()
                .filter(member -> member.up() && nowNs - member.heldUntilNs() >= 0)
                .forEach(member -> left.computeIfAbsent(member.service(), _ -> new HashSet<>())
                        .add(member.member().server()));
        List<HealthChange> changes = new ArrayList<>();
        for (WatchedMember member : members.values()) {
            MemberHealth before = member.health();
            if (member.settle(massFailure.suspected(), !left.containsKey(member.service()), nowNs)) {
                changes.add(change(member, before));
            }
        }
        stirred = massFailure.suspected() || members.values().stream().anyMatch(member -> member.timed(nowNs));
        return List.copyOf(changes);
    }

    /// The targets that need an explanation, without duplicates.
    public List<ProbeTarget> takeUnexplained() {
        List<ProbeTarget> all = List.copyOf(unexplained);
        unexplained.clear();
        return all;
    }

    /// The applications that need an immediate probe because clients now reach them, without duplicates.
    public List<ProbeTarget> takeUnproven() {
        List<ProbeTarget> all = List.copyOf(unproven);
        unproven.clear();
        return all;
    }

    /// The state as of the last [#advance].
    public Health health() {
        if (!watching) {
            return Health.UNWATCHED;
        }
        Map<ServiceMember, MemberHealth> all = new HashMap<>();
        members.forEach((member, watched) -> all.put(member, watched.health()));
        return new Health(true, all, suspicion);
    }

    /// The state as of the last [#advance].
    public Suspicion suspicion() {
        return suspicion;
    }

    /// The members whose clients repeat SYNs far more often than the clients of their peers.
    public Set<ServiceMember> standingOut() {
        return Set.copyOf(blamed);
    }

    public Collection<WatchedTarget> targets() {
        return List.copyOf(targets.values());
    }

    /// Every target that concerns a server, in the order of layers.
    public List<WatchedTarget> targets(String server) {
        return targets.values().stream()
                .filter(target -> target.task().target().server().equals(server))
                .sorted((a, b) ->
                        a.task().target().layer().compareTo(b.task().target().layer()))
                .toList();
    }

    /// The most recently seen certificates, in the order of the configuration.
    public Map<ServiceMember, CertificateTimes> certificates() {
        Map<ServiceMember, CertificateTimes> all = new LinkedHashMap<>();
        for (WatchedTarget target : targets.values()) {
            ProbeTarget at = target.task().target();
            if (!target.certificate().isNone()) {
                all.put(new ServiceMember(at.vip(), at.port(), at.server()), target.certificate());
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /// The monotonic time until which a server must stay healthy before it is used; in the past if
    /// it need not wait.
    public Optional<Long> heldUntilNs(ServiceMember member) {
        return Optional.ofNullable(members.get(member)).map(WatchedMember::heldUntilNs);
    }

    private WatchedTarget watched(ProbeTask task, Map<ProbeTarget, WatchedTarget> before, long nowNs) {
        WatchedTarget old = before.get(task.target());
        if (old != null && old.goesLike(task)) {
            old.retask(task);
            return old;
        }
        Condition condition = watching ? Condition.UNKNOWN : known.condition(task.target());
        boolean newCheck = watching && old == null && task.target().layer() == Layer.L7;
        return new WatchedTarget(task, new TargetHealth(condition, 0, nowNs), newCheck);
    }

    /// Continues to use every member that the previous process used; if one of these is failing,
    /// the balancer suspects itself.
    private void resume(long nowNs) {
        members.values().stream()
                .filter(watched -> known.used().contains(watched.member()))
                .forEach(watched -> watched.resume(nowNs));
        if (members.values().stream().anyMatch(WatchedMember::inDoubt)) {
            massFailure = new MassFailure(true, nowNs, false, 0);
        }
    }

    private void index(List<ProbeTask> tasks, long nowNs) {
        members.clear();
        dependants.clear();
        for (ProbeTask task : tasks) {
            ProbeTarget target = task.target();
            if (target.layer() == Layer.L4) {
                ServiceMember member = new ServiceMember(target.vip(), target.port(), target.server());
                List<WatchedTarget> layers = layers(target);
                WatchedMember watched = new WatchedMember(member, task, layers, nowNs);
                members.put(member, watched);
                layers.forEach(layer -> dependants
                        .computeIfAbsent(layer.task().target(), _ -> new ArrayList<>())
                        .add(watched));
            }
        }
    }

    private List<WatchedTarget> layers(ProbeTarget l4) {
        return Stream.of(
                        new ProbeTarget(Layer.L2, l4.server(), "", ""),
                        new ProbeTarget(Layer.L3, l4.server(), l4.vip(), ""),
                        l4,
                        new ProbeTarget(Layer.L7, l4.server(), l4.vip(), l4.port()))
                .flatMap(target -> Optional.ofNullable(targets.get(target)).stream())
                .toList();
    }

    /// Whether a request failed because the connection failed, which proves nothing about the application.
    private boolean isConsequence(ProbeResult result) {
        return result.target().layer() == Layer.L7
                && !result.reply().passed()
                && dependants.getOrDefault(result.target(), List.of()).stream().noneMatch(WatchedMember::connects);
    }

    private void suspect(long nowNs) {
        long withinNs = policy.massFailure().within().toNanos();
        Set<String> failing = new HashSet<>();
        Set<String> healthy = new HashSet<>();
        List<WatchedTarget> blamable = new ArrayList<>();
        for (WatchedMember member : members.values()) {
            member.settleDoubt(massFailure.suspected(), withinNs, nowNs);
            if (member.inDoubt()) {
                failing.add(member.member().server());
                member.decisive().ifPresent(blamable::add);
            } else if (member.up()) {
                healthy.add(member.member().server());
            }
        }
        healthy.removeAll(failing);
        massFailure = massFailure.after(failing.size(), healthy.size(), policy.massFailure(), nowNs);
        suspicion = massFailure.suspected()
                ? new Suspicion(
                        true,
                        massFailure.sinceNs(),
                        failing.size(),
                        failing.size() + healthy.size(),
                        changedChecks(blamable))
                : Suspicion.NONE;
    }

    private static List<String> changedChecks(List<WatchedTarget> failing) {
        return failing.stream().allMatch(WatchedTarget::isCheckUnpassed)
                ? failing.stream()
                        .map(target -> Evidence.check(target.task()))
                        .distinct()
                        .toList()
                : List.of();
    }

    private static HealthChange change(WatchedMember member, MemberHealth before) {
        Optional<WatchedTarget> decisive = member.decisive();
        String back = decisive.flatMap(layer -> layer.failure().or(layer::last))
                .map(Evidence::back)
                .orElse("");
        return new HealthChange(
                member.member(),
                before,
                member.health(),
                decisive.map(layer -> layer.task().target().layer()).orElse(Layer.L4),
                decisive.map(layer -> Evidence.sent(layer.task())).orElse("nothing"),
                back);
    }
}
