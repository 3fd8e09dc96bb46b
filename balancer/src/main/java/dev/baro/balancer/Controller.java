// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.plan.Event;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.State;
import dev.baro.dataplane.DataplaneException;
import dev.baro.dataplane.ForwarderCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one owner of [State] and of the kernel half: takes events one after the other on its own thread, brings the
/// kernel to the plan that follows, and publishes what came of it. It never calls back; who wants to know waits for
/// the future, or reads [#snapshot()].
final class Controller implements AutoCloseable {
    /// Room for a result of every probe of a large site at once; a sender waits while it is full, nothing is dropped.
    static final int QUEUE_LENGTH = 1024;

    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final Forwarding forwarding;
    private final LongSupplier nowNs;
    private final Thread thread;
    private volatile Snapshot snapshot = new Snapshot(State.INITIAL, new ForwarderCounters(Map.of(), List.of()));
    private volatile boolean closed;

    // Owned by the controller thread.
    private Plan attempted = Plan.EMPTY;
    private @Nullable Plan inForce;

    private sealed interface Message {
        CompletableFuture<?> answer();

        record Happened(Event event, CompletableFuture<Outcome> answer) implements Message {}

        record Count(CompletableFuture<Snapshot> answer) implements Message {}
    }

    /// @param nowNs monotonic time
    Controller(Forwarding forwarding, LongSupplier nowNs) {
        this.forwarding = forwarding;
        this.nowNs = nowNs;
        this.thread = Thread.ofPlatform().name("controller").unstarted(this::run);
    }

    Controller start() {
        thread.start();
        return this;
    }

    /// Blocks while the queue is full.
    CompletableFuture<Outcome> submit(Event event) {
        Message.Happened message = new Message.Happened(event, new CompletableFuture<>());
        enqueue(message);
        return message.answer();
    }

    /// Has the kernel's counters read anew.
    ///
    /// @return the snapshot with them; fails with [DataplaneException] where they cannot be read
    CompletableFuture<Snapshot> count() {
        Message.Count message = new Message.Count(new CompletableFuture<>());
        enqueue(message);
        return message.answer();
    }

    /// The newest state, with the counters of the last [#count()]. Never blocks.
    Snapshot snapshot() {
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
                handle(queue.take());
            }
        } catch (InterruptedException e) {
            // close() asked for it.
        }
    }

    /// A bug in one message must not end the thread: the daemon would look alive and do nothing.
    private void handle(Message message) {
        try {
            switch (message) {
                case Message.Happened(Event event, CompletableFuture<Outcome> answer) -> answer.complete(happen(event));
                case Message.Count(CompletableFuture<Snapshot> answer) -> answer.complete(countNow());
            }
        } catch (DataplaneException e) {
            message.answer().completeExceptionally(e);
        } catch (RuntimeException e) {
            Log.fault(e);
            message.answer().completeExceptionally(e);
        }
    }

    private Outcome happen(Event event) {
        long begunNs = nowNs.getAsLong();
        State before = snapshot.state();
        State after = settle(before.after(event, begunNs), event);
        Duration took = Duration.ofNanos(nowNs.getAsLong() - begunNs);
        snapshot = new Snapshot(after, snapshot.counters());
        return new Outcome(before, after, took);
    }

    /// Applies the plan where it is another one, and also where an operator submits the one that failed before.
    private State settle(State next, Event event) {
        Plan wanted = next.plan();
        if (wanted.equals(attempted) && !(event instanceof Event.ConfigAccepted)) {
            return next;
        }
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
        return new Event.PlanApplied(revision);
    }

    private Snapshot countNow() {
        snapshot = new Snapshot(snapshot.state(), forwarding.counters());
        return snapshot;
    }
}
