// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.log.Log;
import dev.baro.core.history.Origin;
import dev.baro.core.history.Revision;
import dev.baro.core.plan.State;
import dev.baro.dataplane.kernel.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Rolls back revisions that were not confirmed in time or that made servers fail. Runs twice a second.
public final class RevisionTimer implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);

    /// The number of runs between two checks of the file, and between two retries of failed writes.
    private static final int SELDOM = 8;

    private final Controller controller;
    private final Reload reload;
    private final Revisions revisions;
    private final Elsewhere elsewhere;
    private final Thread thread;
    private int looks;
    private String compared = "";

    private RevisionTimer(Controller controller, Reload reload, Revisions revisions, Elsewhere elsewhere) {
        this.controller = controller;
        this.reload = reload;
        this.revisions = revisions;
        this.elsewhere = elsewhere;
        this.thread = Thread.ofPlatform().name("revisions").daemon().unstarted(this::run);
    }

    public static RevisionTimer start(Controller controller, Reload reload, Revisions revisions, Elsewhere elsewhere) {
        RevisionTimer timer = new RevisionTimer(controller, reload, revisions, elsewhere);
        timer.thread.start();
        return timer;
    }

    @Override
    public void close() {
        thread.interrupt();
        Threads.join(thread);
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            // The interrupt comes from close() and ends the thread.
        }
    }

    private void look() throws InterruptedException {
        try {
            State state = controller.snapshot().state();
            Optional<Revisions.Due> due = revisions.timePassed(state);
            if (due.isPresent() && !isWithheld(due.get(), state)) {
                rollBack(due.get());
            }
            if (looks++ % SELDOM == 0) {
                revisions.retry();
                compareFile(state);
            }
        } catch (TimeoutException e) {
            Log.error("ROLLBACK_LATE", "text", "the controller did not answer in time");
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private boolean isWithheld(Revisions.Due due, State state) {
        if (due.origin() != Origin.FAILURE) {
            return false;
        }
        Optional<String> other = elsewhere.failsToo(state);
        other.ifPresent(
                text -> Log.warning("ROLLBACK_WITHHELD", "revision", due.number(), "text", due.why() + "; " + text));
        return other.isPresent();
    }

    /// Rolls back with force, because the loss of traffic under the earlier revision has already been accepted.
    private void rollBack(Revisions.Due due) throws TimeoutException, InterruptedException {
        Order order = Order.rollback(due.origin(), "", due.why(), due.target())
                .forced(true)
                .inPlaceOf(due.number());
        Optional<Reload.Result> result = new Rollback(revisions, reload).carryOut(order);
        if (result.isEmpty() || !result.get().isInForce()) {
            revisions.giveUp(due);
        }
    }

    /// Checks whether the file equals the configuration in force. It reads the file only after the file or
    /// the configuration has changed.
    private void compareFile(State state) {
        String stamp = reload.file().stamp() + " " + state.revision();
        if (!stamp.equals(compared)) {
            compared = stamp;
            Optional<String> digest = reload.file().text().map(Revision::digest);
            Optional<String> running = revisions.lineage().of(state.revision()).map(Revision::digest);
            revisions.setFileState(digest.isEmpty() ? "unreadable" : digest.equals(running) ? "same" : "changed");
        }
    }
}
