// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.HealthPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A real server for one service port, with the state of its layers and the rules against false alarms.
/// Owned by its [HealthBook].
final class WatchedMember {
    private final ServiceMember member;
    private final String service;
    private final ProbeTask way;
    private final List<WatchedTarget> layers;
    private Condition condition = Condition.UNKNOWN;
    private Flaps flaps = Flaps.NONE;
    private boolean inDoubt;
    private long fellNs;
    private long heldUntilNs;
    private long blamedUntilNs;
    private MemberHealth health;

    /// @param way    the member's L4 task, whether a probe is sent or not
    /// @param layers the member's probed layers, L2 to L7; empty if nothing is probed
    WatchedMember(ServiceMember member, ProbeTask way, List<WatchedTarget> layers, long nowNs) {
        this.member = member;
        this.way = way;
        this.service = member.vip() + " " + member.port();
        this.layers = layers.stream()
                .sorted(Comparator.comparing(layer -> layer.task().target().layer()))
                .toList();
        this.health = new MemberHealth(Condition.UNKNOWN, false, Verdict.UNKNOWN, nowNs);
        this.heldUntilNs = nowNs;
        this.blamedUntilNs = nowNs;
    }

    ServiceMember member() {
        return member;
    }

    /// The name of the service port, the same for all its servers.
    String service() {
        return service;
    }

    MemberHealth health() {
        return health;
    }

    List<WatchedTarget> layers() {
        return layers;
    }

    /// The monotonic time until which the member must stay healthy; in the past if it need not wait.
    long heldUntilNs() {
        return Math.max(heldUntilNs, blamedUntilNs);
    }

    /// Whether the member was in use when it failed, and the cause may still be the balancer itself.
    boolean inDoubt() {
        return inDoubt;
    }

    boolean up() {
        return condition == Condition.UP;
    }

    /// The layer that determines the health: the lowest failing layer, else the layer that brought the member
    /// up, else the lowest layer that has not passed; empty if nothing is probed.
    Optional<WatchedTarget> decisive() {
        return lowest(Condition.DOWN)
                .or(() -> condition == Condition.UP ? lastUp() : lowest(Condition.UNKNOWN))
                .or(() -> layers.isEmpty() ? Optional.empty() : Optional.of(layers.getLast()));
    }

    private Optional<WatchedTarget> lastUp() {
        return layers.reversed().stream()
                .filter(layer -> layer.health().condition() == Condition.UP)
                .findFirst();
    }

    private Optional<WatchedTarget> lowest(Condition wanted) {
        return layers.stream()
                .filter(layer -> layer.health().condition() == wanted)
                .findFirst();
    }

    /// Whether clients reach the same service through both members, so that the other member's state
    /// applies to this one.
    boolean servesLike(WatchedMember other) {
        return way.serves(other.way);
    }

    /// Takes over the state of the same server and port from the previous configuration.
    void inherit(WatchedMember before) {
        condition = before.condition;
        flaps = before.flaps;
        inDoubt = before.inDoubt;
        fellNs = before.fellNs;
        heldUntilNs = before.heldUntilNs;
        blamedUntilNs = before.blamedUntilNs;
        health = before.health;
    }

    /// Continues to use a member that the previous process used; an unknown condition counts as healthy.
    void resume(long nowNs) {
        condition = condition == Condition.UNKNOWN ? Condition.UP : condition;
        inDoubt = condition == Condition.DOWN;
        fellNs = nowNs;
        heldUntilNs = nowNs;
        health = new MemberHealth(condition, true, verdict(true, nowNs), nowNs);
    }

    /// Discards the results of the layers above one that has gone down.
    void forgetAbove(WatchedTarget fallen, long nowNs) {
        int at = layers.indexOf(fallen);
        layers.subList(at + 1, layers.size()).stream()
                .filter(layer -> layer.task().target().layer().compareTo(Layer.L4) >= 0)
                .forEach(layer -> layer.forget(nowNs));
    }

    /// Whether all layers below L7 work, so that the application is to blame for a failing request.
    boolean connects() {
        return layers.stream()
                .filter(layer -> layer.task().target().layer() != Layer.L7)
                .allMatch(layer -> layer.health().condition() == Condition.UP);
    }

    /// The application check that has not passed yet although clients already reach the application.
    Optional<WatchedTarget> unproven() {
        return connects() ? layers.stream().filter(WatchedTarget::unproven).findFirst() : Optional.empty();
    }

    /// Takes the member out of use for a while because clients repeat their SYNs. Only the passing of time ends
    /// this, because without new sessions there would be no sign of a recovery.
    void blame(HealthPolicy policy, long nowNs) {
        flaps = flaps.afterFall(nowNs);
        Duration base = policy.holdDown().isZero() ? HealthPolicy.DEFAULTS.holdDown() : policy.holdDown();
        blamedUntilNs = nowNs + Math.max(base.toNanos(), flaps.holdDownNs(base, nowNs));
    }

    /// Whether the mere passing of time may change the member's use.
    boolean timed(long nowNs) {
        return inDoubt || (condition == Condition.UP && (!health.usable() || nowNs - heldUntilNs() < 0));
    }

    /// Updates the member's condition from the results of its layers.
    void follow(HealthPolicy policy, long nowNs) {
        Condition next = LayerOrder.condition(conditions(false), conditions(true), policy.strictOrder(), condition);
        if (next == Condition.DOWN && condition == Condition.UP) {
            inDoubt = health.usable();
            fellNs = nowNs;
            flaps = flaps.afterFall(nowNs);
        }
        if (next == Condition.UP && condition != Condition.UP) {
            inDoubt = false;
            heldUntilNs = health.usable() ? nowNs : nowNs + flaps.holdDownNs(policy.holdDown(), nowNs);
        }
        condition = next;
    }

    /// Attributes a failure to the server once it has lasted long enough without
    /// the balancer suspecting itself.
    void settleDoubt(boolean suspected, long withinNs, long nowNs) {
        if (inDoubt && !suspected && nowNs - fellNs > withinNs) {
            inDoubt = false;
        }
    }

    /// Updates the member's health from the elapsed time and the suspicion.
    ///
    /// @param last whether the service would have no server left without this one
    /// @return whether anything changed
    boolean settle(boolean suspected, boolean last, long nowNs) {
        boolean usable = switch (condition) {
            case UP -> last || (nowNs - heldUntilNs() >= 0);
            case DOWN -> suspected && inDoubt;
            case UNKNOWN -> false;
        };
        boolean same = usable == health.usable() && condition == health.condition();
        MemberHealth next =
                new MemberHealth(condition, usable, verdict(usable, nowNs), same ? health.sinceNs() : nowNs);
        boolean changed = !next.equals(health);
        health = next;
        return changed;
    }

    private Verdict verdict(boolean usable, long nowNs) {
        if (condition == Condition.UP) {
            boolean blamed = !usable && nowNs - blamedUntilNs < 0;
            return blamed ? Verdict.CLIENTS_UNANSWERED : passed();
        }
        return decisive().map(WatchedTarget::verdict).orElse(Verdict.UNKNOWN);
    }

    /// The verdict while the member's probes pass.
    private Verdict passed() {
        if (layers.stream().noneMatch(layer -> layer.task().noticesSilence())) {
            return Verdict.NOT_OBSERVED;
        }
        return way.isSent() ? Verdict.HEALTHY : Verdict.NOT_PROBED;
    }

    private List<Condition> conditions(boolean upper) {
        return layers.stream()
                .filter(layer -> (layer.task().target().layer() == Layer.L7) == upper)
                .map(layer -> layer.health().condition())
                .toList();
    }
}
