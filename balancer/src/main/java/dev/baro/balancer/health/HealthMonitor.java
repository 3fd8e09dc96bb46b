// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.probe.Probes;
import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Explanation;
import dev.baro.core.health.HealthBook;
import dev.baro.core.health.HealthChange;
import dev.baro.core.health.PassiveCount;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Takes what comes back to probes, and tells the controller when what is made of it changes: ten
/// thousand servers that answer every second cost it nothing. Twenty times a second it takes all results
/// at once, on a thread of its own.
public final class HealthMonitor implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);

    /// Results of three seconds of the largest site. What finds no room is lost, which counts for
    /// nothing.
    private static final int ROOM = 65_536;

    /// Explanations asked for and not yet there: when everything fails at once, some must wait.
    private static final int MOST_EXPLAINED_AT_ONCE = 256;

    /// Clients repeat a SYN after a second, so a span of time holds most repeats of its own SYNs.
    private static final long COUNT_EVERY_NS = Duration.ofSeconds(5).toNanos();

    /// What is remembered may be so much older than what is known.
    private static final long REMEMBER_EVERY_NS = Duration.ofSeconds(2).toNanos();

    private final Controller controller;
    private final HealthFile memory;
    private final LongSupplier nowNs;
    private final HealthBook book;
    private final HealthLog log = new HealthLog();
    private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(ROOM);
    private final Thread thread;
    private volatile boolean closed;

    // Owned by the thread of the watch, once it runs.
    private final Map<ProbeTarget, Long> explained = new HashMap<>();
    private final Set<ProbeTarget> unexplained = new LinkedHashSet<>();
    private Config watched = State.INITIAL.config();
    private State seen = State.INITIAL;
    private Probes probes = Silent.PROBES;
    private CompletableFuture<?> told = CompletableFuture.completedFuture("nothing");
    private boolean untold;
    private boolean unremembered;
    private long rememberedNs;
    private long countedNs;

    private sealed interface Heard {
        record Result(ProbeResult result) implements Heard {}

        record Explained(ProbeTarget target, Explanation explanation) implements Heard {}

        record Counted(List<PassiveCount> counts) implements Heard {}
    }

    private enum Silent implements Probes {
        PROBES;

        @Override
        public void probe(List<ProbeTask> tasks) {}

        @Override
        public void explain(ProbeTarget target, Consumer<Explanation> then) {}

        @Override
        public void close() {}
    }

    /// @param otherwise what is taken for true of every target when nothing is remembered
    private HealthMonitor(Controller controller, HealthFile memory, Condition otherwise, LongSupplier nowNs) {
        this.controller = controller;
        this.memory = memory;
        this.nowNs = nowNs;
        this.book = new HealthBook(memory.recall(otherwise));
        this.thread = Thread.ofPlatform().name("health").unstarted(this::run);
        this.rememberedNs = nowNs.getAsLong();
        this.countedNs = rememberedNs;
    }

    /// Watches nothing yet.
    ///
    /// @param directory where what is known is remembered
    /// @param adopted   whether an earlier daemon's forwarding goes on: what it uses is then taken for
    ///                  good until checked, even when nothing is remembered
    public static HealthMonitor of(Controller controller, Path directory, boolean adopted) {
        return of(controller, directory, adopted, System::nanoTime);
    }

    /// @param nowNs monotonic time
    static HealthMonitor of(Controller controller, Path directory, boolean adopted, LongSupplier nowNs) {
        Condition otherwise = adopted ? Condition.UP : Condition.UNKNOWN;
        return new HealthMonitor(controller, HealthFile.of(directory), otherwise, nowNs);
    }

    /// Tells the controller what is remembered of the configuration's servers, before it is applied for
    /// the first time, and has them probed.
    ///
    /// @param prober starts to probe; what it gives is closed with the watch
    public void begin(Config config, Function<Consumer<ProbeResult>, Probes> prober)
            throws TimeoutException, InterruptedException {
        watch(config);
        Reload.answer(controller.submit(new Event.HealthChanged(ask(HealthBook::health))));
        probes = prober.apply(result -> heard.offer(new Heard.Result(result)));
        probes.probe(ProbePlan.of(watched, LocalSegments.find()));
        thread.start();
    }

    /// Has clients' SYNs judged. For any thread.
    ///
    /// @param counts of every server for every service port, all read at about the same time; some
    ///               seconds apart
    void counted(List<PassiveCount> counts) {
        heard.offer(new Heard.Counted(List.copyOf(counts)));
    }

    /// Asks for something that is known just now. For any thread.
    public <T> T ask(Function<HealthBook, T> question) {
        synchronized (book) {
            return question.apply(book);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        probes.close();
        if (probes != Silent.PROBES) {
            remember();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(TICK);
                tick();
            }
        } catch (InterruptedException e) {
            // close() asked for it.
        }
    }

    /// A bug must not end the thread: servers would never be taken out again.
    private void tick() throws InterruptedException {
        try {
            followConfiguration();
            count();
            decide();
            explain();
            tell();
            if (unremembered && nowNs.getAsLong() - rememberedNs >= REMEMBER_EVERY_NS) {
                remember();
            }
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private void followConfiguration() {
        Config newest = controller.snapshot().state().config();
        if (!newest.equals(watched)) {
            watch(newest);
            untold = true;
        }
    }

    private void watch(Config config) {
        List<ProbeTask> tasks = ProbePlan.of(config, LocalSegments.find());
        long now = nowNs.getAsLong();
        synchronized (book) {
            book.watch(tasks, config.health().policy(), now);
            book.advance(now);
        }
        watched = config;
        unremembered = true;
        probes.probe(tasks);
    }

    /// Where the counters cannot be read, which the metrics tell, there is nothing to judge.
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
        List<Heard> all = new ArrayList<>();
        heard.drainTo(all);
        long now = nowNs.getAsLong();
        synchronized (book) {
            Set<String> before = standingOut();
            all.forEach(one -> take(one, now));
            List<HealthChange> changes = book.advance(now);
            unexplained.addAll(book.takeUnexplained());
            log.changed(changes);
            log.standingOut(minus(standingOut(), before));
            log.suspected(book.suspicion(), now);
            untold |= !changes.isEmpty();
            unremembered |= !changes.isEmpty();
        }
    }

    private void take(Heard one, long now) {
        switch (one) {
            case Heard.Result(ProbeResult result) -> book.take(result);
            case Heard.Explained(ProbeTarget target, Explanation explanation) -> {
                explained.remove(target);
                book.take(target, explanation);
            }
            case Heard.Counted(List<PassiveCount> counts) -> book.take(counts, now);
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

    /// An explanation that does not come is given up, so that the target can be explained another time.
    private void explain() {
        long now = nowNs.getAsLong();
        explained.values().removeIf(deadline -> now - deadline > 0);
        List<ProbeTarget> next = unexplained.stream()
                .filter(target -> !explained.containsKey(target))
                .limit(Math.max(0, MOST_EXPLAINED_AT_ONCE - explained.size()))
                .toList();
        for (ProbeTarget target : next) {
            unexplained.remove(target);
            explained.put(target, now + Duration.ofSeconds(10).toNanos());
            probes.explain(target, explanation -> heard.offer(new Heard.Explained(target, explanation)));
        }
    }

    /// One at a time: while the controller is busy, changes gather.
    private void tell() {
        State newest = controller.snapshot().state();
        if (!newest.equals(seen)) {
            seen = newest;
            log.shortages(Shortage.of(newest));
        }
        if (untold && told.isDone()) {
            untold = false;
            told = controller
                    .submit(new Event.HealthChanged(ask(HealthBook::health)))
                    .thenAccept(HealthMonitor::logFailure);
        }
    }

    private static void logFailure(EventOutcome outcome) {
        String failure = outcome.after().failure();
        if (!failure.isEmpty() && !failure.equals(outcome.before().failure())) {
            Log.error("PLAN_FAILED", "revision", outcome.after().revision(), "text", failure);
        }
    }

    private void remember() {
        try {
            memory.remember(ask(HealthBook::targets));
        } catch (IOException e) {
            Log.warning("HEALTH_NOT_REMEMBERED", "file", memory.file(), "text", String.valueOf(e.getMessage()));
        }
        unremembered = false;
        rememberedNs = nowNs.getAsLong();
    }
}
