// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that is known of one target: its state, and the evidence for it. Owned by its [HealthBook].
public final class WatchedTarget {
    /// While it stays down, the explanation is refreshed after so many failures.
    private static final int EXPLAIN_EVERY = 10;

    private ProbeTask task;
    private TargetHealth health;
    private @Nullable ProbeResult last;
    private @Nullable ProbeResult failure;
    private @Nullable Explanation explanation;
    private CertificateTimes certificate = CertificateTimes.NONE;

    /// Whether the newest explanation decided nothing, so that another one is wanted at the next failure.
    private boolean undecided;

    /// Whether its check was added or changed, and has not passed since.
    private boolean checkUnpassed;

    /// @param newCheck whether it is asked for from now on, of a server that is watched already
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

    /// The newest result that proves something.
    public Optional<ProbeResult> last() {
        return Optional.ofNullable(last);
    }

    /// The newest result that failed and says most, since it last passed often enough.
    public Optional<ProbeResult> failure() {
        return Optional.ofNullable(failure);
    }

    /// What the newest explaining probes gave, since it last passed often enough.
    public Optional<Explanation> explanation() {
        return Optional.ofNullable(explanation);
    }

    /// Of the newest TLS handshake that was made.
    public CertificateTimes certificate() {
        return certificate;
    }

    /// Why it is as it is; [Verdict#UNKNOWN] while nothing tells.
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

    /// Whether another task goes the same way to the same place, so that what is known of this
    /// one holds for it.
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

    /// Whether its check has not passed since it was added or changed.
    boolean isCheckUnpassed() {
        return checkUnpassed;
    }

    /// @return whether it should be explained
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

    /// Whether an application has not passed yet since its server is known, or since it last came up. Clients reach it
    /// already, so that one failure is enough to take it out.
    boolean unproven() {
        return task.target().layer() == Layer.L7 && health.condition() == Condition.UNKNOWN;
    }

    private static ProbeTiming atOnce(ProbeTiming timing) {
        return new ProbeTiming(timing.interval(), timing.timeout(), 1, timing.rise());
    }

    /// Passed before what it rests on fell: it must pass again.
    void forget(long nowNs) {
        health = health.forgotten(nowNs);
    }

    /// Hosts send ICMP errors at a limited rate (RFC 1812 section 4.3.2.8), to Linux's mind one a second: silence after
    /// such an error says nothing new.
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
