// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.Planner;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one owner of [State] and of the kernel half: takes events one after the other on its own thread, brings the
/// kernel to the plan that follows, and publishes what came of it. It never calls back; who wants to know waits for
/// the future, or reads [#snapshot()].
public final class Controller implements AutoCloseable {
    /// Room for a result of every probe of a large site at once; a sender waits while it is full, nothing is dropped.
    static final int QUEUE_LENGTH = 1024;

    private static final long DRAIN_INTERVAL_NS = Duration.ofSeconds(1).toNanos();
    private static final long SETTLE_INTERVAL_NS = Duration.ofMinutes(1).toNanos();
    private static final long NEVER_NS = Long.MAX_VALUE;
    private static final long LONGEST_WAIT_NS = Duration.ofHours(1).toNanos();

    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final Forwarding forwarding;
    private final LongSupplier nowNs;
    private final Thread thread;
    private final Consumer<Overrides> keeper;
    private volatile Snapshot snapshot;
    private volatile boolean closed;

    // Owned by the controller thread.
    private final Planner planner = new Planner();
    private Plan attempted = Plan.EMPTY;
    private long countedNs;
    private long ringChanges;
    private long settleDueNs = NEVER_NS;
    private @Nullable Plan inForce;

    private sealed interface Message {
        CompletableFuture<?> answer();

        record Happened(Event event, CompletableFuture<EventOutcome> answer) implements Message {}

        record Count(CompletableFuture<Snapshot> answer) implements Message {}

        record Ask<T>(Function<Forwarding, T> question, CompletableFuture<T> answer) implements Message {
            void answerFrom(Forwarding forwarding) {
                answer.complete(question.apply(forwarding));
            }
        }
    }

    /// @param nowNs monotonic time
    public Controller(Forwarding forwarding, LongSupplier nowNs) {
        this(forwarding, nowNs, Overrides.NONE, _ -> {});
    }

    /// @param kept what operators said to the daemon before
    /// @param keeper gets what they have said whenever it changes; may block for milliseconds
    public Controller(Forwarding forwarding, LongSupplier nowNs, Overrides kept, Consumer<Overrides> keeper) {
        this.forwarding = forwarding;
        this.nowNs = nowNs;
        this.keeper = keeper;
        this.snapshot = Snapshot.initial(State.initial(kept));
        this.thread = Thread.ofPlatform().name("controller").unstarted(this::run);
    }

    public Controller start() {
        thread.start();
        return this;
    }

    /// Blocks while the queue is full.
    public CompletableFuture<EventOutcome> submit(Event event) {
        Message.Happened message = new Message.Happened(event, new CompletableFuture<>());
        enqueue(message);
        return message.answer();
    }

    /// Has the kernel's counters read anew.
    ///
    /// @return the snapshot with them; fails with [DataplaneException] where they cannot be read
    public CompletableFuture<Snapshot> count() {
        Message.Count message = new Message.Count(new CompletableFuture<>());
        enqueue(message);
        return message.answer();
    }

    /// Has the kernel half answer a question that changes nothing, between two events.
    public <T> CompletableFuture<T> ask(Function<Forwarding, T> question) {
        Message.Ask<T> message = new Message.Ask<>(question, new CompletableFuture<>());
        enqueue(message);
        return message.answer();
    }

    /// The newest state, with the counters of the last [#count()]. Never blocks.
    public Snapshot snapshot() {
        return snapshot;
    }

    /// Stops after the message in hand; those still waiting fail.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rejectWaiting();
    }

    private void enqueue(Message message) {
        try {
            queue.put(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            message.answer().completeExceptionally(e);
        }
        if (closed) {
            rejectWaiting();
        }
    }

    private void rejectWaiting() {
        for (Message message = queue.poll(); message != null; message = queue.poll()) {
            message.answer().completeExceptionally(new IllegalStateException("the daemon is stopping"));
        }
    }

    private void run() {
        try {
            while (!closed) {
                Message message = queue.poll(waitNs(), TimeUnit.NANOSECONDS);
                if (message != null) {
                    handle(message);
                }
                timePassed();
            }
        } catch (InterruptedException e) {
            // close() asked for it.
        }
    }

    /// Until the state changes by itself, or until the sessions of draining servers are counted again.
    private long waitNs() {
        long now = nowNs.getAsLong();
        long untilChangeNs = snapshot.state().nextChangeNs().orElse(Long.MAX_VALUE) - now;
        long untilCountNs = snapshot.drains().unfinished() ? countedNs + DRAIN_INTERVAL_NS - now : Long.MAX_VALUE;
        long untilSettledNs = settleDueNs == NEVER_NS ? NEVER_NS : settleDueNs - now;
        long untilNs = Math.min(Math.min(untilChangeNs, untilCountNs), untilSettledNs);
        return Math.max(0, Math.min(untilNs, LONGEST_WAIT_NS));
    }

    private void timePassed() {
        long now = nowNs.getAsLong();
        if (snapshot.state().nextChangeNs().orElse(Long.MAX_VALUE) <= now) {
            handle(new Message.Happened(new Event.Ticked(), new CompletableFuture<>()));
        }
        if (snapshot.drains().unfinished() && now - countedNs >= DRAIN_INTERVAL_NS) {
            countedNs = now;
            handle(new Message.Count(new CompletableFuture<>()));
        }
        if (settleDueNs <= now) {
            settleDueNs = now + SETTLE_INTERVAL_NS;
            handle(new Message.Ask<>(this::settleSlots, new CompletableFuture<>()));
        }
    }

    /// Once a minute while slots are moved, and not again until the next plan.
    private int settleSlots(Forwarding forwarding) {
        int left = forwarding.settle();
        if (left == 0) {
            settleDueNs = NEVER_NS;
        }
        return left;
    }

    /// A bug in one message must not end the thread: the daemon would look alive and do nothing.
    private void handle(Message message) {
        try {
            switch (message) {
                case Message.Happened(Event event, CompletableFuture<EventOutcome> answer) ->
                    answer.complete(happen(event));
                case Message.Count(CompletableFuture<Snapshot> answer) -> answer.complete(countNow());
                case Message.Ask<?> ask -> ask.answerFrom(forwarding);
            }
        } catch (DataplaneException e) {
            message.answer().completeExceptionally(e);
        } catch (RuntimeException e) {
            Log.fault(e);
            message.answer().completeExceptionally(e);
        }
    }

    private EventOutcome happen(Event event) {
        long begunNs = nowNs.getAsLong();
        State before = snapshot.state();
        State next = before.after(event, begunNs);
        logSessionsEnded(next.overrides().overSince(before.overrides()));
        State after = settle(next, event);
        Duration took = Duration.ofNanos(nowNs.getAsLong() - begunNs);
        Snapshot old = snapshot;
        snapshot = new Snapshot(after, attempted, old.counters(), old.drains().in(after), ringChanges);
        if (!after.overrides().equals(before.overrides())) {
            keeper.accept(after.overrides());
        }
        return new EventOutcome(before, after, took);
    }

    /// Applies the plan where it is another one, and also where an operator submits the one that failed before.
    private State settle(State next, Event event) {
        Plan wanted = planner.plan(next);
        if (wanted.equals(attempted) && !(event instanceof Event.ConfigAccepted)) {
            return next;
        }
        ringChanges += RingChanges.between(attempted, wanted);
        attempted = wanted;
        return next.after(apply(wanted, next.revision()), nowNs.getAsLong());
    }

    private Event apply(Plan wanted, int revision) {
        if (wanted.equals(inForce)) {
            return new Event.PlanApplied(revision);
        }
        try {
            forwarding.apply(wanted);
        } catch (DataplaneException e) {
            return new Event.PlanFailed(revision, String.valueOf(e.getMessage()));
        }
        inForce = wanted;
        settleDueNs = nowNs.getAsLong() + SETTLE_INTERVAL_NS;
        return new Event.PlanApplied(revision);
    }

    private Snapshot countNow() {
        ForwarderCounters counters = forwarding.counters();
        Snapshot old = snapshot;
        Drains drains = old.drains().after(old.state(), counters, nowNs.getAsLong());
        drains.logEmptySince(old.drains());
        snapshot = new Snapshot(old.state(), old.plan(), counters, drains, old.ringChanges());
        return snapshot;
    }

    /// Says how many sessions end with the deadline of a drain, as long as the kernel still holds them.
    private void logSessionsEnded(List<ServerOverride> over) {
        if (over.isEmpty()) {
            return;
        }
        Snapshot last = snapshot;
        try {
            last = countNow();
        } catch (DataplaneException e) {
            Log.warning("COUNTERS_UNREADABLE", "text", String.valueOf(e.getMessage()));
        }
        SessionCounts counts = SessionCounts.of(last.counters());
        for (ServerOverride drain : over) {
            for (Vip vip : last.state().config().vips()) {
                if (vip.servers().contains(drain.server())
                        && (drain.vip().isEmpty() || drain.vip().equals(vip.name()))) {
                    long sessions = counts.active(vip, drain.server());
                    Log.warning(
                            "DRAIN_DEADLINE", "server", drain.server(), "vip", vip.name(), "sessions_ended", sessions);
                }
            }
        }
    }
}
