// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.log.Log;
import dev.baro.dataplane.kernel.ServiceManager;
import dev.baro.dataplane.kernel.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reports to the service manager that the daemon is alive, as long as each owner of state answers a query. A
/// hung process stops reporting and is restarted, while packets keep flowing.
final class Watchdog implements AutoCloseable {
    /// The number of periods in the watchdog's timeout: a query may take one, the pause before it takes
    /// another, and one is spare.
    private static final int PERIODS = 4;

    private final ServiceManager manager;
    private final List<Supplier<CompletableFuture<?>>> questions;
    private final long periodMs;
    private final @Nullable Thread thread;

    private Watchdog(ServiceManager manager, List<Supplier<CompletableFuture<?>>> questions, Duration within) {
        this.manager = manager;
        this.questions = List.copyOf(questions);
        this.periodMs = Math.max(1, within.toMillis() / PERIODS);
        this.thread = within.isZero()
                ? null
                : Thread.ofPlatform().name("watchdog").daemon().start(this::run);
    }

    /// Does nothing if the service manager has no watchdog.
    ///
    /// @param questions the queries, each to one owner of state; a query may block while that
    /// owner's queue is full
    static Watchdog start(ServiceManager manager, List<Supplier<CompletableFuture<?>>> questions) {
        return new Watchdog(manager, questions, manager.watchdog().orElse(Duration.ZERO));
    }

    private void run() {
        try {
            while (true) {
                if (answered()) {
                    manager.alive();
                }
                Thread.sleep(periodMs);
            }
        } catch (InterruptedException e) {
            // The interrupt comes from close() and ends the thread.
        }
    }

    /// A query that fails also counts as answered.
    private boolean answered() throws InterruptedException {
        try {
            for (Supplier<CompletableFuture<?>> question : questions) {
                var _ = question.get().get(periodMs, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            Log.warning("NO_ANSWER", "text", "a part of the daemon did not answer within " + periodMs + " ms");
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
            Threads.join(thread);
        }
    }
}
