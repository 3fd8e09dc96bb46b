// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import io.helidon.http.Method;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Limits concurrent work, whatever the number of clients, so that neither the heap nor the
/// connections' threads are exhausted.
final class Workload {
    /// The maximum number of answers built concurrently. For the largest configuration, each takes several
    /// megabytes. Building one takes milliseconds, so further requests wait.
    private static final int MAX_ANSWERS = 4;

    private static final int ANSWER_TIMEOUT_SECONDS = 10;

    /// The maximum number of queued texts. They are parsed one at a time, because the largest take a second and
    /// about 130 MB each.
    private static final int MAX_TEXTS = 4;

    private final Semaphore answers = new Semaphore(MAX_ANSWERS, true);

    /// Parses texts on a separate thread rather than a connection's, because on a host with few CPUs, parsing
    /// two texts would block all other connections.
    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_TEXTS),
            Thread.ofPlatform().daemon().name("api-reader").factory());

    interface Work {
        Answer answer() throws IOException, TimeoutException, InterruptedException;
    }

    /// @throws TimeoutException if there is too much work
    Answer answer(Method method, Work work) throws IOException, TimeoutException, InterruptedException {
        if (!method.equals(Method.GET)) {
            return work.answer();
        }
        if (!answers.tryAcquire(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("too many requests at the same time");
        }
        try {
            return work.answer();
        } finally {
            answers.release();
        }
    }

    /// Reads a configuration text, after all texts queued before it.
    ///
    /// @throws TimeoutException if too many texts are queued
    Answer readConfiguration(Supplier<Answer> reading) throws TimeoutException, InterruptedException {
        try {
            Future<Answer> answer = reader.submit(reading::get);
            return answer.get();
        } catch (RejectedExecutionException e) {
            throw busy(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    private static TimeoutException busy(RejectedExecutionException e) {
        TimeoutException busy = new TimeoutException("too many configurations are waiting to be read");
        busy.initCause(e);
        return busy;
    }
}
