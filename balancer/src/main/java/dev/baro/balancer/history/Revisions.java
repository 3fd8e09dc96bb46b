// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.Keeper;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.SessionCounts;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.core.config.ConfigDiff;
import dev.baro.core.frontend.ConfigFormat;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.history.AppliedWatch;
import dev.baro.core.history.Awaited;
import dev.baro.core.history.Beginning;
import dev.baro.core.history.HealthSums;
import dev.baro.core.history.Lineage;
import dev.baro.core.history.Origin;
import dev.baro.core.history.Revision;
import dev.baro.core.history.Revision.Confirmation;
import dev.baro.core.history.Revision.HealthAround;
import dev.baro.core.history.Revision.RolledBack;
import dev.baro.core.plan.State;
import dev.baro.dataplane.kernel.Boot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Every accepted configuration, and the state of the newest one: whether it awaits confirmation, and whether
/// servers fail because of it. Thread-safe.
public final class Revisions implements Keeper {
    private final KeptRevisions kept;
    private final LongSupplier nowNs;
    private final String boot = Boot.id();
    private final HealthSamples samples = new HealthSamples();
    private Optional<Watched> watched = Optional.empty();
    private Optional<Measured> measured = Optional.empty();
    private SessionCounts countsBefore = new SessionCounts(java.util.Map.of());
    private String fileState = "";

    /// A revision that is rolled back if servers fail because of it.
    private record Watched(int number, AppliedWatch watch, long untilNs) {}

    /// A revision that took effect less than a minute ago, so that its effect on health is not known yet.
    private record Measured(int number, Set<String> downBefore, long dueNs) {}

    /// The reason why a revision must be rolled back, and the revision to restore.
    record Due(Origin origin, int number, int target, String why) {}

    private Revisions(KeptRevisions kept, LongSupplier nowNs) {
        this.kept = kept;
        this.nowNs = nowNs;
    }

    /// Reads the stored revisions. Problems with them never prevent the daemon from starting.
    public static Revisions in(Path stateDirectory, LongSupplier nowNs) {
        return new Revisions(new KeptRevisions(RevisionFiles.in(stateDirectory)), nowNs);
    }

    /// The configuration with which the daemon starts.
    ///
    /// @param file the file's current content
    public synchronized Start start(ConfigFile.Contents file) {
        Lineage lineage = kept.lineage();
        kept.awaited().filter(one -> lineage.of(one.number()).isEmpty()).ifPresent(_ -> kept.awaitNothing());
        boolean overdue = kept.awaited()
                .filter(one -> one.isOver(boot, nowNs.getAsLong(), Instant.now()))
                .isPresent();
        Beginning beginning =
                Beginning.of(lineage, kept.awaited(), overdue, Revision.digest(file.text()), file.errors());
        int newest = lineage.newest().map(Revision::number).orElse(0);
        Start changed = new Start(file, Order.start(), newest, "");
        return switch (beginning) {
            case Beginning.Changed _ -> changed;
            case Beginning.Again(int number) -> new Start(file, Order.start(), number - 1, "");
            case Beginning.Kept(int number, String why) ->
                contents(number)
                        .map(contents -> new Start(contents, Order.start(), number - 1, why))
                        .orElse(changed);
            case Beginning.Back(int number, int target) ->
                contents(target)
                        .map(contents -> new Start(
                                contents,
                                Order.rollback(Origin.UNCONFIRMED, "", unconfirmed(number), target)
                                        .forced(true)
                                        .inPlaceOf(number),
                                newest,
                                "r" + number + " was rolled back to r" + target + ": " + unconfirmed(number)))
                        .orElse(changed);
        };
    }

    private String unconfirmed(int number) {
        String within = kept.awaited().map(Awaited::within).orElse("");
        return "r" + number + " was not confirmed within " + within;
    }

    /// The text of a stored revision, in the form of a file to apply.
    public synchronized Optional<ConfigFile.Contents> contents(int number) {
        return kept.lineage().of(number).flatMap(kept::text).map(text -> ConfigFile.kept("revision " + number, text));
    }

    public synchronized Lineage lineage() {
        return kept.lineage();
    }

    public synchronized Optional<String> text(Revision revision) {
        return kept.text(revision);
    }

    public synchronized Optional<Awaited> awaited() {
        return kept.awaited();
    }

    /// The problems that operators should know about, one sentence each.
    public synchronized List<String> trouble() {
        return Stream.concat(
                        kept
                                .awaited()
                                .map(one -> "r" + one.number() + " is rolled back to r" + one.target() + " at "
                                        + one.deadline() + " unless it is confirmed: baro confirm")
                                .stream(),
                        Stream.of(kept.trouble()).filter(text -> !text.isEmpty()))
                .toList();
    }

    @Override
    public synchronized List<String> objections(Order order, ConfigFile.Contents contents) {
        if (order.force()) {
            return List.of();
        }
        return switch (order.origin()) {
            case APPLY ->
                kept.lineage()
                        .refused(Revision.digest(contents.text()))
                        .map(Beginning::refusal)
                        .map(List::of)
                        .orElse(List.of());
            case SIGNAL ->
                Stream.concat(
                                kept
                                        .lineage()
                                        .refused(Revision.digest(contents.text()))
                                        .map(Beginning::refusal)
                                        .stream(),
                                kept
                                        .awaited()
                                        .map(one -> "r" + one.number() + " waits for its confirmation: baro confirm")
                                        .stream())
                        .toList();
            case START, ROLLBACK, UNCONFIRMED, FAILURE -> List.of();
        };
    }

    @Override
    public synchronized List<String> expect(Order order, ConfigFile.Contents contents, Snapshot before) {
        countsBefore = SessionCounts.of(before.counters());
        int number = before.state().revision() + 1;
        if (!order.awaitsConfirmation()) {
            return List.of();
        }
        int target = kept.awaited()
                .map(Awaited::target)
                .or(() -> kept.lineage().lastGood().map(Revision::number))
                .orElse(0);
        if (target == 0) {
            return List.of("there is no revision to roll back to, so it needs no confirmation");
        }
        kept.put(unsettled(order, contents, before.state(), number), contents.text());
        long deadlineNs = nowNs.getAsLong() + order.within().toNanos();
        Instant deadline = Instant.now().plus(order.within()).truncatedTo(ChronoUnit.MILLIS);
        kept.await(new Awaited(
                number,
                target,
                deadline.toString(),
                boot,
                deadlineNs,
                order.within().toSeconds() + "s"));
        return kept.trouble().isEmpty() ? List.of() : List.of(kept.trouble());
    }

    /// The record that is stored before the result is known, in case the daemon is killed in the meantime.
    private Revision unsettled(Order order, ConfigFile.Contents contents, State before, int number) {
        HealthSums then = samples.before(nowNs.getAsLong())
                .orElseGet(() -> before.source().isEmpty() ? HealthSums.UNKNOWN : HealthSums.of(before));
        HealthAround health = new HealthAround(then, HealthSums.UNKNOWN, List.of());
        return new Revision(
                Revision.VERSION,
                number,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                order.author(),
                contents.name(),
                ConfigFormat.detect(contents.text()).name().toLowerCase(Locale.ROOT),
                Revision.digest(contents.text()),
                order.copyOf(),
                List.of(),
                0,
                Revision.Effect.NONE,
                health,
                order.awaitsConfirmation()
                        ? new Confirmation(
                                Instant.now()
                                        .plus(order.within())
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString(),
                                "")
                        : Confirmation.NONE,
                order.awaitsConfirmation() ? "the daemon ended before it was in force" : "",
                RolledBack.NOT);
    }

    @Override
    public synchronized void settled(Order order, ConfigFile.Contents contents, EventOutcome outcome) {
        if (outcome.happened()) {
            accepted(order, contents, outcome);
        } else if (order.awaitsConfirmation()) {
            kept.awaited().map(Awaited::number).ifPresent(kept::drop);
            kept.awaitNothing();
        }
    }

    private void accepted(Order order, ConfigFile.Contents contents, EventOutcome outcome) {
        int number = outcome.after().revision();
        boolean known =
                order.origin() == Origin.START && kept.lineage().of(number).isPresent();
        if (known) {
            return;
        }
        if (outcome.after().failure().isEmpty()) {
            succeeded(order, outcome);
        } else if (order.awaitsConfirmation()) {
            kept.awaitNothing();
        }
        List<String> changes = changes(outcome);
        Revision bare = unsettled(order, contents, outcome.before(), number);
        kept.put(
                new Revision(
                        bare.version(),
                        number,
                        bare.time(),
                        bare.author(),
                        bare.source(),
                        bare.format(),
                        bare.digest(),
                        bare.copyOf(),
                        changes,
                        changes.size(),
                        MovedSessions.effect(outcome, countsBefore),
                        bare.health(),
                        kept.awaited().isPresent() ? bare.confirmation() : Confirmation.NONE,
                        outcome.after().failure(),
                        RolledBack.NOT),
                contents.text());
        follow(order, outcome);
    }

    private void succeeded(Order order, EventOutcome outcome) {
        int number = outcome.after().revision();
        if (order.origin().isRollback()) {
            int gone = order.instead() == 0 ? outcome.before().revision() : order.instead();
            String why = order.reason().isEmpty()
                    ? order.author().text()
                    : order.author().text() + ": " + order.reason();
            kept.put(kept.lineage().rolledBack(gone, number, why));
            kept.awaitNothing();
            Log.warning("CONFIG_ROLLED_BACK", order.fields("revision", number, "from", gone, "to", order.copyOf()));
        } else if (!order.awaitsConfirmation() && kept.awaited().isPresent()) {
            confirm("r" + number + ", which was applied after it", 0);
        }
    }

    /// The changes relative to the previous configuration. A daemon's first configuration is compared with
    /// the newest stored one.
    private List<String> changes(EventOutcome outcome) {
        State before = outcome.before();
        Config old = before.source().isEmpty()
                ? kept.lineage()
                        .before(outcome.after().revision())
                        .flatMap(kept::text)
                        .flatMap(text -> ConfigText.read(text).config())
                        .orElse(outcome.after().config())
                : before.config();
        return ConfigDiff.between(old, outcome.after().config());
    }

    /// Begins to watch how a revision affects the servers' health.
    private void follow(Order order, EventOutcome outcome) {
        State after = outcome.after();
        long now = nowNs.getAsLong();
        measured = Optional.of(new Measured(
                after.revision(), HealthSums.down(outcome.before()), now + HealthSamples.AROUND.toNanos()));
        Duration length = AppliedWatch.length(after.config());
        watched = order.watched() && after.failure().isEmpty() && after.health().watched()
                ? Optional.of(
                        new Watched(after.revision(), AppliedWatch.of(outcome.before(), after), now + length.toNanos()))
                : Optional.empty();
    }

    /// @param by   the name of the user that confirms it, or a description of another confirmation
    /// @param seen the revision that the caller means; 0: any
    /// @return the number of the revision; empty if none awaits confirmation
    public synchronized Optional<Integer> confirm(String by, int seen) {
        Optional<Integer> number = kept.awaited().map(Awaited::number).filter(one -> seen == 0 || seen == one);
        number.ifPresent(confirmed -> {
            kept.awaitNothing();
            kept.lineage()
                    .of(confirmed)
                    .ifPresent(revision -> kept.put(kept.lineage().with(revision.confirmed(by))));
            Log.info("CONFIG_CONFIRMED", "revision", confirmed, "who", by);
        });
        return number;
    }

    /// Checks for a due rollback. Must be called twice a second.
    ///
    /// @return the rollback that is due now
    synchronized Optional<Due> timePassed(State state) {
        long now = nowNs.getAsLong();
        samples.take(state, now);
        measure(state, now);
        return overdue(now).or(() -> failing(state, now));
    }

    /// Gives up a rollback because no revision can be restored.
    synchronized void giveUp(Due due) {
        Log.error("ROLLBACK_IMPOSSIBLE", "revision", due.number(), "to", due.target(), "text", due.why());
        if (due.origin() == Origin.UNCONFIRMED) {
            kept.awaitNothing();
        }
    }

    synchronized void retry() {
        kept.retry();
    }

    private void measure(State state, long now) {
        measured.filter(one -> now >= one.dueNs()).ifPresent(one -> {
            measured = Optional.empty();
            Set<String> fresh = new TreeSet<>(HealthSums.down(state));
            fresh.removeAll(one.downBefore());
            kept.lineage()
                    .of(one.number())
                    .ifPresent(revision -> kept.put(kept.lineage()
                            .with(revision.withHealth(new HealthAround(
                                    revision.health().before(), HealthSums.of(state), List.copyOf(fresh))))));
        });
    }

    private Optional<Due> overdue(long now) {
        return kept.awaited()
                .filter(one -> one.isOver(boot, now, Instant.now()))
                .map(one -> new Due(Origin.UNCONFIRMED, one.number(), one.target(), unconfirmed(one.number())));
    }

    /// Returns at most one rollback per revision, because a restored revision is not watched.
    private Optional<Due> failing(State state, long now) {
        if (watched.isEmpty()) {
            return Optional.empty();
        }
        Watched one = watched.get();
        Optional<String> failure = one.watch().failure(state);
        if (failure.isEmpty()) {
            watched = now >= one.untilNs() || state.revision() != one.number() ? Optional.empty() : watched;
            return Optional.empty();
        }
        watched = Optional.empty();
        Optional<Revision> target = kept.lineage().of(one.number()).flatMap(kept.lineage()::before);
        if (target.isEmpty()) {
            Log.warning(
                    "ROLLBACK_IMPOSSIBLE",
                    "revision",
                    one.number(),
                    "text",
                    failure.get() + ", and there is no stored revision for a rollback");
        }
        return target.map(to -> new Due(Origin.FAILURE, one.number(), to.number(), failure.get()));
    }

    /// Whether the file equals the configuration in force: `same`, `changed` or `unreadable`. Empty
    /// until this is known.
    public synchronized String fileState() {
        return fileState;
    }

    synchronized void setFileState(String newest) {
        fileState = newest;
    }
}
