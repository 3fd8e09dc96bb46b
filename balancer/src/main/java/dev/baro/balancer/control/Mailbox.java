// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A thread that handles the messages in a bounded queue one at a time. State that only messages and the
/// [Timer] access has one owner and needs no lock. No message is dropped while the mailbox is open.
public final class Mailbox implements AutoCloseable {
    /// More messages than operators, timers and health send while a plan is applied. Senders wait while
    /// the queue is full.
    static final int QUEUE_LENGTH = 1024;

    /// How long to wait for an answer. Applying a plan takes only milliseconds. A message that is not answered
    /// in time may still be handled later.
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final long LONGEST_WAIT_NS = Duration.ofHours(1).toNanos();

    /// Prevents a faulty timer that is always due from filling the log and using a whole CPU.
    private static final long PAUSE_AFTER_FAULT_NS = Duration.ofSeconds(1).toNanos();

    private final BlockingQueue<Message<?>> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final Timer timer;
    private final Thread thread;
    private volatile boolean closed;

    /// The timed work of the mailbox's owner. Both methods are called on the mailbox's thread.
    public interface Timer {
        /// How long the thread may wait for a message, in nanoseconds. It does not wait if this is 0 or less.
        long waitNs();

        /// Called after each message and after each wait.
        void timePassed();
    }

    private record Message<T>(Supplier<T> work, CompletableFuture<T> answer) {
        /// A bug in one message must not end the thread, because the daemon would then seem to
        /// run but do nothing.
        void handle() {
            try {
                answer.complete(work.get());
            } catch (DataplaneException e) {
                answer.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                Log.fault(e);
                answer.completeExceptionally(e);
            }
        }

        void reject() {
            answer.completeExceptionally(new IllegalStateException("the daemon is stopping"));
        }
    }

    /// @param name the thread's name
    public Mailbox(String name, Timer timer) {
        this.timer = timer;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /// Starts handling messages, including those queued earlier.
    public void start() {
        thread.start();
    }

    /// Queues work. Blocks while the queue is full. Never call it on the mailbox's thread.
    public CompletableFuture<?> submit(Runnable work) {
        return ask(() -> {
            work.run();
            return true;
        });
    }

    /// Queues a query. Blocks while the queue is full. Never call it on the mailbox's thread.
    ///
    /// @return the answer, which fails with the query's exception, or with [IllegalStateException] once
    /// the mailbox is closed
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        Message<T> message = new Message<>(question, new CompletableFuture<>());
        try {
            queue.put(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            message.answer().completeExceptionally(e);
        }
        if (closed) {
            rejectWaiting();
        }
        return message.answer();
    }

    /// Waits for an answer, for at most ten seconds.
    ///
    /// @throws RuntimeException the exception that the message has thrown, unwrapped
    public static <T> T await(CompletableFuture<T> answer) throws TimeoutException, InterruptedException {
        try {
            return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    /// Stops after the current message, which is not interrupted, because it may be writing a
    /// file. Waiting messages fail.
    @Override
    public void close() {
        closed = true;
        var _ = queue.offer(new Message<>(() -> true, new CompletableFuture<>())); // wakes the waiting thread
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rejectWaiting();
    }

    private void rejectWaiting() {
        for (Message<?> message = queue.poll(); message != null; message = queue.poll()) {
            message.reject();
        }
    }

    private void run() {
        long pauseNs = 0;
        while (!closed) {
            try {
                handleNext(pauseNs);
                pauseNs = 0;
            } catch (InterruptedException e) {
                // The last message left the interrupt flag set. Only close() ends the thread.
            } catch (RuntimeException | Error e) {
                Log.fault(e);
                pauseNs = PAUSE_AFTER_FAULT_NS;
            }
        }
    }

    private void handleNext(long pauseNs) throws InterruptedException {
        long waitNs = Math.clamp(timer.waitNs(), pauseNs, LONGEST_WAIT_NS);
        Message<?> message = queue.poll(waitNs, TimeUnit.NANOSECONDS);
        if (message != null && closed) {
            message.reject();
        } else if (message != null) {
            message.handle();
        }
        if (!closed) {
            timer.timePassed();
        }
    }
}
