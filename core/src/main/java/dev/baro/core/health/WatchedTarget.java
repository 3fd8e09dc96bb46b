// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of one target and its evidence. Owned by its [HealthBook].
public final class WatchedTarget {
    /// The number of failures after which the explanation is refreshed while the target stays down.
    private static final int EXPLAIN_EVERY = 10;

    private ProbeTask task;
    private TargetHealth health;
    private @Nullable ProbeResult last;
    private @Nullable ProbeResult failure;
    private @Nullable Explanation explanation;
    private CertificateTimes certificate = CertificateTimes.NONE;

    /// Whether the newest explanation was inconclusive, so that the next failure needs another one.
    private boolean undecided;

    /// Whether the target's check was added or changed, and has not passed since.
    private boolean checkUnpassed;

    /// @param newCheck whether the target is a new check of a server that is already watched
    WatchedTarget(ProbeTask task, TargetHealth health, boolean newCheck) {
        this.task = task;
        this.health = health;
        this.checkUnpassed = newCheck;
    }

    public ProbeTask task() {
        return task;
    }

    public TargetHealth health() {
        return health;
    }

    /// The newest conclusive result.
    public Optional<ProbeResult> last() {
        return Optional.ofNullable(last);
    }

    /// The newest and most specific failure since the target was last up.
    public Optional<ProbeResult> failure() {
        return Optional.ofNullable(failure);
    }

    /// The newest explanation since the target was last up.
    public Optional<Explanation> explanation() {
        return Optional.ofNullable(explanation);
    }

    /// The times of the certificate from the newest TLS handshake.
    public CertificateTimes certificate() {
        return certificate;
    }

    /// The reason for the target's state; [Verdict#UNKNOWN] without evidence.
    public Verdict verdict() {
        if (failure == null) {
            Verdict passed = task.noticesSilence() ? Verdict.HEALTHY : Verdict.NOT_OBSERVED;
            return health.condition() == Condition.UP ? passed : Verdict.UNKNOWN;
        }
        if (task.target().layer() == Layer.L2) {
            return Verdict.SERVER_DOWN;
        }
        Reply reply = failure.reply();
        Verdict alone = VerdictTable.of(VerdictTable.Picture.alone(VerdictTable.Place.of(task), reply));
        return alone == Verdict.UNKNOWN && explanation != null ? explanation.verdict(task, reply) : alone;
    }

    /// Whether another task takes the same path to the same destination, so that this state applies to it.
    boolean goesLike(ProbeTask other) {
        return task.server().equals(other.server())
                && task.method() == other.method()
                && task.vip().equals(other.vip())
                && task.dscp().equals(other.dscp())
                && task.marked() == other.marked()
                && task.protocol() == other.protocol()
                && task.port() == other.port();
    }

    void retask(ProbeTask newest) {
        if (!task.check().equals(newest.check())) {
            certificate = CertificateTimes.NONE;
        }
        boolean sameCheck =
                newest.check().equals(task.check()) && newest.timing().equals(task.timing());
        checkUnpassed |= !sameCheck && task.target().layer().compareTo(Layer.L4) >= 0;
        task = newest;
    }

    /// Whether the target's check has not yet passed since it was added or changed.
    boolean isCheckUnpassed() {
        return checkUnpassed;
    }

    /// @return whether the result needs an explanation
    boolean take(ProbeResult result) {
        Reply before = failure == null ? Reply.EXPECTED : failure.reply();
        ProbeTiming timing = unproven() ? atOnce(task.timing()) : task.timing();
        health = health.after(result.reply(), timing, result.endedNs());
        if (result.reply() == Reply.VOID) {
            return false;
        }
        last = result;
        if (!result.certificate().isNone()) {
            certificate = result.certificate();
        }
        checkUnpassed &= !result.reply().passed();
        if (!result.reply().passed()) {
            if (!isUntold(result.reply())) {
                failure = result;
            }
            return task.target().layer() != Layer.L2 && worthExplaining(before, result.reply());
        }
        if (health.condition() == Condition.UP) {
            failure = null;
            explanation = null;
            undecided = false;
        }
        return false;
    }

    void explain(Explanation newest) {
        if (failure != null) {
            undecided = newest.verdict(task, failure.reply()) == Verdict.UNKNOWN;
            explanation = undecided && explanation != null ? explanation : newest;
        }
    }

    /// Whether an application has not passed a check since its server appeared or last came up. Clients already
    /// reach the application, so one failure is enough to take it out of use.
    boolean unproven() {
        return task.target().layer() == Layer.L7 && health.condition() == Condition.UNKNOWN;
    }

    private static ProbeTiming atOnce(ProbeTiming timing) {
        return new ProbeTiming(timing.interval(), timing.timeout(), 1, timing.rise());
    }

    /// Discards a pass that predates the failure of a lower layer, so that the target must pass again.
    void forget(long nowNs) {
        health = health.forgotten(nowNs);
    }

    /// Hosts limit the rate of ICMP errors (RFC 1812 section 4.3.2.8), on Linux to one a second. Silence after
    /// such an error is therefore no new evidence.
    private boolean isUntold(Reply reply) {
        if (reply != Reply.NOTHING || failure == null) {
            return false;
        }
        boolean datagram = task.target().layer() == Layer.L4 && task.protocol() == Protocol.UDP;
        return failure.reply() == Reply.PROHIBITED || (datagram && failure.reply() == Reply.REFUSED);
    }

    private boolean worthExplaining(Reply before, Reply reply) {
        ProbeTiming timing = task.timing();
        int failures = health.failures();
        return undecided
                || before != reply
                || failures == 1
                || failures == timing.fall()
                || failures % EXPLAIN_EVERY == 0;
    }
}
