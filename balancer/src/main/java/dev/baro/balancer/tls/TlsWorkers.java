// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Log;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/// The threads that make handshakes, which take milliseconds of a processor each, so that the one thread of all probes
/// goes on meanwhile. That thread owns all but [#close], and never waits for them.
public final class TlsWorkers implements AutoCloseable {
    /// More than a daemon should take of a large host.
    private static final int MOST_THREADS = 4;

    /// Pieces of work that may wait for each thread. With more, servers would be asked before there is time for them.
    private static final int PIECES = 8;

    private final int capacity;
    private final ExecutorService threads;
    private final Consumer<Runnable> owner;
    private int outstanding;

    /// A piece of work and its end.
    public static final class Job {
        private final long sinceNs = System.nanoTime();
        private volatile boolean dropped;

        /// It is not begun any more, and its end is not told.
        public void drop() {
            dropped = true;
        }

        /// Monotonic time since when it waits or is worked at.
        public long sinceNs() {
            return sinceNs;
        }
    }

    /// @param owner has something done on the thread that owns this; from any thread
    public TlsWorkers(Consumer<Runnable> owner) {
        // One processor stays free for the owner, where there are two.
        int count = Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MOST_THREADS);
        ThreadFactory named =
                Thread.ofPlatform().name("probes-tls-", 1).daemon().factory();
        this.capacity = count * PIECES;
        this.threads = Executors.newFixedThreadPool(count, named);
        this.owner = owner;
    }

    /// @param work must not throw
    /// @param then is called on the owner's thread, unless the job is dropped before
    public Job submit(Runnable work, Runnable then) {
        Job job = new Job();
        outstanding++;
        threads.execute(() -> {
            try {
                if (!job.dropped) {
                    work.run();
                }
            } catch (RuntimeException e) {
                Log.fault(e);
                job.drop();
            } finally {
                owner.accept(() -> end(job, then));
            }
        });
        return job;
    }

    /// How many more pieces of work there is time for soon; may be below zero.
    public int room() {
        return capacity - outstanding;
    }

    private void end(Job job, Runnable then) {
        outstanding--;
        if (!job.dropped) {
            then.run();
        }
    }

    /// Once the owner's thread has ended. What is being worked at comes to its end, and is told no more.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
