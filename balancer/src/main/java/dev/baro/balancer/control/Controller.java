// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.Planner;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.sync.Directory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The sole owner of [State] and of the kernel half. It handles events one at a time on its own thread, applies
/// the resulting plan to the kernel, and publishes the result as a future and as [#snapshot()].
public final class Controller implements AutoCloseable {
    private static final long DRAIN_INTERVAL_NS = Duration.ofSeconds(1).toNanos();
    private static final long SETTLE_INTERVAL_NS = Duration.ofMinutes(1).toNanos();
    /// Half of the time within which a lost interface must be reported or reattached, not
    /// counting the work itself.
    private static final long RECONCILE_INTERVAL_NS = Duration.ofMillis(500).toNanos();
    private static final long NEVER_NS = Long.MAX_VALUE;

    private final Forwarding forwarding;
    private final LongSupplier nowNs;
    private final Mailbox mailbox;
    private final Listener listener;
    private volatile Snapshot snapshot;

    // The following fields belong to the mailbox's thread.
    private final Planner planner = new Planner();
    private Plan attempted = Plan.EMPTY;
    private long countedNs;
    private long reconciledNs;
    private long ringChanges;
    private long settleDueNs = NEVER_NS;
    private @Nullable Plan inForce;

    /// Receives every snapshot, on the controller's thread and before the event's future completes.
    public interface Listener {
        /// May block for milliseconds.
        void changed(Snapshot before, Snapshot after);

        /// Called twice a second, even without changes, so that failed work can be retried.
        default void timePassed(long nowNs) {}
    }

    /// @param nowNs the monotonic time
    public Controller(Forwarding forwarding, LongSupplier nowNs) {
        this(forwarding, nowNs, State.INITIAL, (_, _) -> {});
    }

    /// @param begun the state that the previous daemon stored: its overrides, and its number of revisions
    public Controller(Forwarding forwarding, LongSupplier nowNs, State begun, Listener listener) {
        this.forwarding = forwarding;
        this.nowNs = nowNs;
        this.listener = listener;
        this.snapshot = Snapshot.initial(begun, Reconciled.of(forwarding, nowNs.getAsLong()));
        this.reconciledNs = nowNs.getAsLong();
        this.mailbox = new Mailbox("controller", new Timer());
    }

    public Controller start() {
        mailbox.start();
        return this;
    }

    /// Blocks while the queue is full.
    public CompletableFuture<EventOutcome> submit(Event event) {
        return mailbox.ask(() -> happen(event));
    }

    /// Submits an event, unless there are objections in the state at that time, so that two changes that are
    /// harmless individually cannot do harm together. Blocks while the queue is full.
    ///
    /// @param objections a pure function, called on the controller's thread
    public CompletableFuture<EventOutcome> submit(Event event, Function<State, List<String>> objections) {
        return mailbox.ask(() -> {
            State state = snapshot.state();
            List<String> raised = objections.apply(state);
            return raised.isEmpty() ? happen(event) : new EventOutcome(state, state, Duration.ZERO, 0, raised);
        });
    }

    /// Reads the kernel's counters again.
    ///
    /// @return a snapshot with the new counters; fails with [DataplaneException] if they are unreadable
    public CompletableFuture<Snapshot> count() {
        return mailbox.ask(this::countNow);
    }

    /// Runs a read-only query of the kernel half between two events.
    public <T> CompletableFuture<T> ask(Function<Forwarding, T> question) {
        return mailbox.ask(() -> question.apply(forwarding));
    }

    /// Maps the numbers in the session table to names. Never blocks.
    public Directory directory() {
        return forwarding.directory();
    }

    /// Gives the flow hash another key, unless a virtual service is in force, because its flows would then
    /// move to other servers.
    ///
    /// @return whether the flow hash now has that key
    public CompletableFuture<Boolean> rekey(HashKey key) {
        return mailbox.ask(() -> {
            if (forwarding.hashKey().equals(key)) {
                return true;
            }
            if (forwarding.servicesInForce() > 0) {
                return false;
            }
            forwarding.rekey(key);
            attempted = Plan.EMPTY;
            inForce = null;
            happen(new Event.Ticked());
            return true;
        });
    }

    /// The newest state, with the counters of the last [#count()]. Never blocks.
    public Snapshot snapshot() {
        return snapshot;
    }

    /// Stops after the current message. Waiting messages fail.
    @Override
    public void close() {
        mailbox.close();
    }

    private final class Timer implements Mailbox.Timer {
        /// The time until the next timed change of the state, or until the sessions of draining
        /// servers are counted again.
        @Override
        public long waitNs() {
            long now = nowNs.getAsLong();
            long untilChangeNs = snapshot.state().nextChangeNs().orElse(NEVER_NS) - now;
            long untilCountNs = snapshot.drains().unfinished() ? countedNs + DRAIN_INTERVAL_NS - now : NEVER_NS;
            long untilSettledNs = settleDueNs == NEVER_NS ? NEVER_NS : settleDueNs - now;
            long untilReconciledNs = reconciledNs + RECONCILE_INTERVAL_NS - now;
            return Math.min(Math.min(untilChangeNs, untilCountNs), Math.min(untilSettledNs, untilReconciledNs));
        }

        /// The timed change comes last, because a bug in it would leave it due forever, and must not
        /// block the other work.
        @Override
        public void timePassed() {
            long now = nowNs.getAsLong();
            if (snapshot.drains().unfinished() && now - countedNs >= DRAIN_INTERVAL_NS) {
                countedNs = now;
                attempt(Controller.this::countNow);
            }
            if (now - reconciledNs >= RECONCILE_INTERVAL_NS) {
                reconciledNs = now;
                attempt(Controller.this::reconcile);
                listener.timePassed(now);
            }
            if (settleDueNs <= now) {
                settleDueNs = now + SETTLE_INTERVAL_NS;
                attempt(Controller.this::settleSlots);
            }
            if (snapshot.state().nextChangeNs().orElse(NEVER_NS) <= now) {
                happen(new Event.Ticked());
            }
        }
    }

    /// Does work that is repeated later if the kernel refuses it. The status shows the refusal.
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (DataplaneException e) {
            // The metric baro_counters_readable shows the failure.
        }
    }

    /// Releases moved slots once a minute while there are any, then stops until the next plan.
    private void settleSlots() {
        if (forwarding.settle() == 0) {
            settleDueNs = NEVER_NS;
        }
    }

    private EventOutcome happen(Event event) {
        long begunNs = nowNs.getAsLong();
        long ringsBefore = ringChanges;
        State before = snapshot.state();
        State next = before.after(event, begunNs);
        if (!next.overrides().overSince(before.overrides()).isEmpty()) {
            countLast();
        }
        State after = settle(next, event);
        Duration took = Duration.ofNanos(nowNs.getAsLong() - begunNs);
        Snapshot old = snapshot;
        publish(new Snapshot(after, attempted, old.counters(), old.drains().in(after), ringChanges, old.reconciled()));
        return new EventOutcome(before, after, took, ringChanges - ringsBefore, List.of());
    }

    /// Applies a plan that has changed, or a failed plan that an operator submits again.
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
        Snapshot next = old.with(counters, drains);
        publish(next);
        return next;
    }

    /// Repairs kernel state that differs from the plan.
    private void reconcile() {
        List<Repair> done = forwarding.reconcile();
        Snapshot old = snapshot;
        Reconciled now = old.reconciled().after(forwarding, done, nowNs.getAsLong());
        if (!now.equals(old.reconciled())) {
            publish(old.with(now));
        }
    }

    private void publish(Snapshot next) {
        Snapshot before = snapshot;
        snapshot = next;
        listener.changed(before, next);
    }

    /// Takes a last count of the sessions that a deadline is about to end, while the kernel still holds them.
    private void countLast() {
        try {
            countNow();
        } catch (DataplaneException e) {
            Log.warning("COUNTERS_UNREADABLE", "text", String.valueOf(e.getMessage()));
        }
    }
}
