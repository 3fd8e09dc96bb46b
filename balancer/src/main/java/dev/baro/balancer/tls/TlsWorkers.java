// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Log;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/// The threads for handshakes, which take milliseconds of CPU time each, so that the single prober thread can
/// continue. That thread owns everything but [#close], and never waits for them.
public final class TlsWorkers implements AutoCloseable {
    /// A daemon should not use more of a large host.
    private static final int MOST_THREADS = 4;

    /// Queued jobs per thread. With more, servers would be contacted before there is time for them.
    private static final int PIECES = 8;

    private final int capacity;
    private final ExecutorService threads;
    private final Consumer<Runnable> owner;
    private int outstanding;

    /// A job and its completion.
    public static final class Job {
        private final long sinceNs = System.nanoTime();
        private volatile boolean dropped;

        /// It does not start any more, and its completion is not reported.
        public void drop() {
            dropped = true;
        }

        /// Monotonic start of its waiting or execution.
        public long sinceNs() {
            return sinceNs;
        }
    }

    /// @param owner the executor that runs a task on the owner's thread; any thread may use it
    public TlsWorkers(Consumer<Runnable> owner) {
        // One CPU stays free for the owner if there are two.
        int count = Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MOST_THREADS);
        ThreadFactory named =
                Thread.ofPlatform().name("probes-tls-", 1).daemon().factory();
        this.capacity = count * PIECES;
        this.threads = Executors.newFixedThreadPool(count, named);
        this.owner = owner;
    }

    /// @param work the job's work, which must not throw
    /// @param then the callback on the owner's thread; not called if the job is dropped before
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

    /// The number of further jobs that fit soon; may be negative.
    public int room() {
        return capacity - outstanding;
    }

    private void end(Job job, Runnable then) {
        outstanding--;
        if (!job.dropped) {
            then.run();
        }
    }

    /// Call this after the owner's thread has ended. Running jobs finish, but are not reported.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
