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

/// Tells the service manager that the daemon lives, as long as each of its owners of state answers a question. A
/// process that merely runs says nothing, and is started again; packets go on meanwhile.
final class Watchdog implements AutoCloseable {
    /// A question may take one of these, the pause before it another, and one is to spare.
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

    /// Does nothing where the manager does not watch.
    ///
    /// @param questions each has an owner of state answer something, and may block while its queue is full
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
            // close() ends it.
        }
    }

    /// An answer that fails is one, too.
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
