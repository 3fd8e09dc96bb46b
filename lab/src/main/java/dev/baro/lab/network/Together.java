// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Runs the same work on many inputs in parallel, each in a virtual thread, and waits for all of them.
public final class Together {
    private Together() {}

    /// Runs the work on a few inputs at a time, for work that keeps a processor busy: starting a JVM for each
    /// of many servers at the same time would make all of them slow.
    ///
    /// @return the results in the order of the inputs
    /// @throws LabException the first failure, after all have ended
    public static <T, R> List<R> fewAtATime(Collection<T> inputs, Function<T, R> work) {
        Semaphore places = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return map(inputs, input -> {
            enter(places);
            try {
                return work.apply(input);
            } finally {
                places.release();
            }
        });
    }

    /// @return the results in the order of the inputs
    /// @throws LabException the first failure, after all have ended
    public static <T, R> List<R> map(Collection<T> inputs, Function<T, R> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures = new ArrayList<>();
            inputs.forEach(input -> futures.add(threads.submit(() -> work.apply(input))));
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(result(future));
            }
            return results;
        }
    }

    private static void enter(Semaphore places) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LabException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
