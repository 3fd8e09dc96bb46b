// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Log;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/// The threads that perform handshakes. A handshake takes milliseconds of CPU time, during which the single
/// prober thread can do other work. Only the prober thread may call methods other than [#close], and it never
/// waits for these threads.
public final class TlsWorkers implements AutoCloseable {
    /// The maximum number of threads, even on a large host.
    private static final int MOST_THREADS = 4;

    /// The maximum number of queued jobs per thread. If more could be queued, servers would be contacted before
    /// there is time to perform their handshakes.
    private static final int PIECES = 8;

    private final int capacity;
    private final ExecutorService threads;
    private final Consumer<Runnable> owner;
    private int outstanding;

    /// A job that has been submitted.
    public static final class Job {
        private final long sinceNs = System.nanoTime();
        private volatile boolean dropped;

        /// Drops the job: it is not started any later, and its completion is not reported.
        public void drop() {
            dropped = true;
        }

        /// The monotonic time since which the job has been waiting or running.
        public long sinceNs() {
            return sinceNs;
        }
    }

    /// @param owner an executor that runs tasks on the owner's thread; any thread may use it
    public TlsWorkers(Consumer<Runnable> owner) {
        // If there are two or more CPUs, one stays free for the owner.
        int count = Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MOST_THREADS);
        ThreadFactory named =
                Thread.ofPlatform().name("probes-tls-", 1).daemon().factory();
        this.capacity = count * PIECES;
        this.threads = Executors.newFixedThreadPool(count, named);
        this.owner = owner;
    }

    /// @param work the job's work, which must not throw
    /// @param then the callback on the owner's thread; not called if the job is dropped first
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

    /// The number of additional jobs for which there will soon be room; may be negative.
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
