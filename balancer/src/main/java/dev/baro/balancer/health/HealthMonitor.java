// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.marks.MarkedServers;
import dev.baro.balancer.probe.Probes;
import dev.baro.core.config.Config;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.dscp.MarkedPath;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.Health;
import dev.baro.core.health.HealthBook;
import dev.baro.core.health.HealthChange;
import dev.baro.core.health.PassiveCount;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.WatchedTarget;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Judges the results of probes, and notifies the controller only when a server's health changes, so
/// ten thousand servers that answer every second cost the controller nothing. The mailbox handles
/// queries. Results are queued separately and judged in batches twenty times a second, so they wake no
/// thread and delay no query.
public final class HealthMonitor implements AutoCloseable {
    private static final long TICK_NS = Duration.ofMillis(50).toNanos();

    /// Room for three seconds of results at the largest site. Further results are dropped.
    private static final int RESULTS = 65_536;

    /// Clients retransmit a SYN after a second, so this period includes most retransmissions of its SYNs.
    private static final long COUNT_EVERY_NS = Duration.ofSeconds(5).toNanos();

    /// The time between saves, per target, which limits saving to a twentieth of the thread's time. For up to
    /// 3,000 targets, the total is no longer than a tick.
    private static final long SAVE_EVERY_NS_PER_TARGET = 15_000;

    private static final long SAVE_AGAIN_NS = Duration.ofSeconds(5).toNanos();

    private static final long CERTIFICATES_EVERY_NS = Duration.ofSeconds(1).toNanos();

    private final Controller controller;
    private final HealthFile memory;
    private final LongSupplier nowNs;
    private final BlockingQueue<Result> results = new ArrayBlockingQueue<>(RESULTS);
    private final Mailbox mailbox;

    /// The number of the configuration revision that is monitored first.
    private final int first;

    // The following fields belong to the mailbox's thread.
    private final HealthBook book;
    private final HealthLog log = new HealthLog();
    private final MarkLog markLog = new MarkLog();
    private final Explanations explanations = new Explanations();
    private Config watched = State.INITIAL.config();
    private Optional<List<ProbeTask>> watchedTasks = Optional.empty();
    private int revision;
    private State seen = State.INITIAL;
    private Probes probes = SilentProbes.NONE;
    private List<MarkedServers> markedServers = List.of();
    private CompletableFuture<?> pending = CompletableFuture.completedFuture("nothing");
    private boolean dirty;
    private boolean unsaved;
    private long saveDueNs;
    private String saveFailure = "";
    private long countedNs;
    private long tickedNs;

    /// The state as of the last tick.
    private volatile ProberTime proberTime = ProberTime.NONE;

    /// The state as of the last tick.
    private volatile MarkReport marks = MarkReport.NONE;

    /// The certificates' expiry times, at most a second old.
    private volatile Map<ServiceMember, CertificateTimes> certificates = Map.of();

    private long certificatesNs;

    private sealed interface Result {
        record Probed(ProbeResult result) implements Result {}

        record Explained(ProbeTarget target, Explanation explanation) implements Result {}

        record Counted(List<PassiveCount> counts) implements Result {}
    }

    /// @param otherwise the assumed condition of every target that has no stored state
    private HealthMonitor(Controller controller, HealthFile memory, Condition otherwise, LongSupplier nowNs) {
        this.controller = controller;
        this.memory = memory;
        this.nowNs = nowNs;
        this.first = controller.snapshot().state().revision() + 1;
        this.book = new HealthBook(memory.recall(otherwise));
        this.saveDueNs = nowNs.getAsLong();
        this.countedNs = saveDueNs;
        this.tickedNs = saveDueNs;
        this.certificatesNs = saveDueNs;
        this.mailbox = new Mailbox("health", new Timer());
    }

    /// Creates a monitor that answers queries but does not watch any server yet.
    ///
    /// @param directory the directory for the stored state
    /// @param adopted   whether an earlier daemon's forwarding continues; its servers then count as healthy
    ///                  until they are probed, even without stored state
    public static HealthMonitor of(Controller controller, Path directory, boolean adopted) {
        return of(controller, directory, adopted, System::nanoTime);
    }

    /// @param nowNs the monotonic time
    static HealthMonitor of(Controller controller, Path directory, boolean adopted, LongSupplier nowNs) {
        Condition otherwise = adopted ? Condition.UP : Condition.UNKNOWN;
        HealthMonitor monitor = new HealthMonitor(controller, HealthFile.of(directory), otherwise, nowNs);
        monitor.mailbox.start();
        return monitor;
    }

    /// Passes the stored health of the configuration's servers to the controller before the first apply,
    /// and starts probing them.
    ///
    /// @param prober the factory of the prober; the prober is closed with the monitor
    public void begin(Config config, Function<Consumer<ProbeResult>, Probes> prober)
            throws TimeoutException, InterruptedException {
        Health known = Mailbox.await(mailbox.ask(() -> {
            watch(config);
            return book.health();
        }));
        Mailbox.await(controller.submit(new Event.HealthChanged(known)));
        Probes started = prober.apply(result -> results.offer(new Result.Probed(result)));
        Mailbox.await(mailbox.submit(() -> {
            probes = started;
            probe(ProbePlan.of(watched, LocalSegments.find()));
        }));
    }

    /// Submits counts of clients' SYNs. Any thread may call this.
    ///
    /// @param counts the counts of every server for every service port, all read at about the same time;
    /// successive calls are some seconds apart
    void counted(List<PassiveCount> counts) {
        results.offer(new Result.Counted(List.copyOf(counts)));
    }

    /// Runs a query on current data. The function must not keep a reference to the book after it returns.
    public <T> CompletableFuture<T> ask(Function<HealthBook, T> question) {
        return mailbox.ask(() -> question.apply(book));
    }

    /// The prober's CPU time. Any thread may call this.
    public ProberTime proberTime() {
        return proberTime;
    }

    /// The report on the marked paths. Any thread may call this.
    public MarkReport marks() {
        return marks;
    }

    /// The expiry of servers' certificates. Any thread may call this.
    public Map<ServiceMember, CertificateTimes> certificates() {
        return certificates;
    }

    @Override
    public void close() {
        mailbox.close();
        probes.close();
        if (begun()) {
            save();
        }
    }

    private boolean begun() {
        return probes != SilentProbes.NONE;
    }

    private final class Timer implements Mailbox.Timer {
        @Override
        public long waitNs() {
            return begun() ? tickedNs + TICK_NS - nowNs.getAsLong() : Long.MAX_VALUE;
        }

        @Override
        public void timePassed() {
            if (!begun() || nowNs.getAsLong() - tickedNs < TICK_NS) {
                return;
            }
            try {
                tick();
            } finally {
                tickedNs = nowNs.getAsLong();
            }
        }
    }

    /// Saves before it reports, so that a killed daemon's saved state matches the forwarding.
    private void tick() {
        proberTime = probes.time();
        log.prober(proberTime, nowNs.getAsLong());
        followMarks();
        followConfiguration();
        count();
        decide();
        if (nowNs.getAsLong() - certificatesNs >= CERTIFICATES_EVERY_NS) {
            certificatesNs = nowNs.getAsLong();
            certificates = book.certificates();
        }
        explain();
        if (unsaved && nowNs.getAsLong() - saveDueNs >= 0) {
            save();
        }
        tell();
    }

    /// Probes servers behind a newly failed path immediately.
    private void followMarks() {
        marks = probes.marks();
        Set<MarkedPath> failed = markLog.changed(marks, nowNs.getAsLong());
        hurry(markedServers.stream()
                .filter(ends -> failed.contains(ends.path()))
                .flatMap(ends -> ends.servers().stream())
                .map(ProbeTask::target)
                .toList());
    }

    /// Watches the newest accepted configuration, and the initial one until the first is accepted.
    private void followConfiguration() {
        State newest = controller.snapshot().state();
        if (newest.revision() >= first && !newest.config().equals(watched)) {
            dirty |= watch(newest.config());
        } else if (newest.revision() > Math.max(revision, first)) {
            // Even if the configuration is the same, files that it names may have changed.
            probe(ProbePlan.of(watched, LocalSegments.find()));
        }
        revision = newest.revision();
    }

    /// @return whether the targets or their settings have changed; a changed weight does not count
    private boolean watch(Config config) {
        List<ProbeTask> tasks = ProbePlan.of(config, LocalSegments.find());
        markedServers = MarkedServers.of(config, tasks);
        boolean same = watchedTasks.equals(Optional.of(tasks))
                && config.health().policy().equals(watched.health().policy());
        watched = config;
        watchedTasks = Optional.of(tasks);
        if (same) {
            probe(tasks);
            return false;
        }
        long now = nowNs.getAsLong();
        book.watch(tasks, config.health().policy(), now);
        book.advance(now);
        unsaved = true;
        probe(tasks);
        return true;
    }

    private void probe(List<ProbeTask> tasks) {
        probes.probe(tasks.stream().filter(ProbeTask::isSent).toList());
        probes.watchMarks(markedServers);
    }

    /// If the counters are unreadable, there is nothing to judge. The metrics show the failure.
    private void count() {
        long now = nowNs.getAsLong();
        if (watched.health().policy().passive() == PassivePolicy.OFF || now - countedNs < COUNT_EVERY_NS) {
            return;
        }
        countedNs = now;
        var _ = controller
                .count()
                .thenAccept(
                        snapshot -> counted(PassiveCounts.of(snapshot.state().config(), snapshot.counters())));
    }

    private void decide() {
        List<Result> all = new ArrayList<>();
        results.drainTo(all);
        long now = nowNs.getAsLong();
        Set<String> before = standingOut();
        all.forEach(one -> take(one, now));
        List<HealthChange> changes = book.advance(now);
        explanations.want(book.takeUnexplained());
        hurry(book.takeUnproven());
        log.changed(changes);
        log.standingOut(minus(standingOut(), before));
        log.suspected(book.suspicion(), now);
        dirty |= !changes.isEmpty();
        unsaved |= !changes.isEmpty();
    }

    private void hurry(List<ProbeTarget> targets) {
        if (!targets.isEmpty()) {
            probes.hurry(targets);
        }
    }

    private void take(Result one, long now) {
        switch (one) {
            case Result.Probed(ProbeResult result) -> book.take(result);
            case Result.Explained(ProbeTarget target, Explanation explanation) -> {
                explanations.came(target);
                book.take(target, explanation);
            }
            case Result.Counted(List<PassiveCount> counts) -> book.take(counts, now);
        }
    }

    private Set<String> standingOut() {
        Set<String> names = new LinkedHashSet<>();
        book.standingOut().forEach(member -> names.add(member.server()));
        return names;
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private void explain() {
        for (ProbeTarget target : explanations.next(nowNs.getAsLong())) {
            probes.explain(target, explanation -> results.offer(new Result.Explained(target, explanation)));
        }
    }

    /// Submits one change at a time. Further changes accumulate while the controller is busy.
    private void tell() {
        State newest = controller.snapshot().state();
        if (!newest.equals(seen)) {
            seen = newest;
            log.shortages(Shortage.certain(newest));
        }
        if (dirty && pending.isDone()) {
            dirty = false;
            pending = controller.submit(new Event.HealthChanged(book.health())).thenAccept(HealthMonitor::logFailure);
        }
    }

    private static void logFailure(EventOutcome outcome) {
        String failure = outcome.after().failure();
        if (!failure.isEmpty() && !failure.equals(outcome.before().failure())) {
            Log.error("PLAN_FAILED", "revision", outcome.after().revision(), "text", failure);
        }
    }

    private void save() {
        Collection<WatchedTarget> targets = book.targets();
        String failure = "";
        try {
            memory.remember(targets, book.health());
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
        unsaved = !failure.isEmpty();
        saveDueNs = nowNs.getAsLong() + (unsaved ? SAVE_AGAIN_NS : SAVE_EVERY_NS_PER_TARGET * targets.size());
        logSaving(failure);
    }

    private void logSaving(String failure) {
        if (!failure.isEmpty() && !failure.equals(saveFailure)) {
            Log.warning("HEALTH_NOT_REMEMBERED", "file", memory.file(), "text", failure);
        }
        if (failure.isEmpty() && !saveFailure.isEmpty()) {
            Log.info("HEALTH_REMEMBERED", "file", memory.file(), "text", "the file can be written again");
        }
        saveFailure = failure;
    }
}
