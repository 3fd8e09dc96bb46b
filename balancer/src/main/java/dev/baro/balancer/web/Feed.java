// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.log.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Creates one frame per second for all viewers, and none while there are no viewers. Only the newest
/// frames are kept. A viewer that falls behind the oldest kept frame is dropped, so frames are not
/// queued for individual viewers.
final class Feed implements AutoCloseable {
    static final int MAX_VIEWERS = 32;

    /// The number of kept frames, which is also how many seconds a viewer may take to receive a frame.
    static final int KEPT_FRAMES = 5;

    private static final long PERIOD_NS = 1_000_000_000;

    private final Source source;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int viewers;
    private boolean closed;
    private boolean running;

    /// Creates frames. Only one thread calls this.
    interface Source {
        /// @param before the previous frame; empty for the first
        Frame next(Optional<Frame> before) throws TimeoutException, InterruptedException;
    }

    Feed(Source source) {
        this.source = source;
    }

    /// One viewer's position in the sequence of frames.
    final class Seat implements AutoCloseable {
        private long seen;

        /// Waits for the next frame.
        ///
        /// @return a whole frame first, then changes; empty if the viewer is to be disconnected
        Optional<byte[]> next() throws InterruptedException {
            synchronized (Feed.this) {
                while (!closed && (frames.isEmpty() || frames.getLast().number() <= seen)) {
                    Feed.this.wait();
                }
                boolean first = seen == 0;
                boolean behind = !first && frames.getFirst().number() > seen + 1;
                if (closed || behind) {
                    return Optional.empty();
                }
                Frame frame = first ? frames.getLast() : after(seen);
                seen = frame.number();
                return Optional.of(first ? frame.whole() : frame.changes());
            }
        }

        @Override
        public void close() {
            synchronized (Feed.this) {
                viewers--;
            }
        }
    }

    /// @return the viewer's seat; empty if all seats are taken
    synchronized Optional<Seat> enter() {
        if (closed || viewers == MAX_VIEWERS) {
            return Optional.empty();
        }
        viewers++;
        if (!running) {
            running = true;
            Thread.ofPlatform().name("page").daemon().start(this::run);
        }
        return Optional.of(new Seat());
    }

    private Frame after(long number) {
        return frames.stream()
                .filter(frame -> frame.number() > number)
                .findFirst()
                .orElseThrow();
    }

    private void run() {
        try {
            while (isWanted()) {
                long dueNs = System.nanoTime() + PERIOD_NS;
                add();
                Thread.sleep(Duration.ofNanos(Math.max(PERIOD_NS / 10, dueNs - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isWanted() {
        running = viewers > 0 && !closed;
        if (!running) {
            frames.clear();
        }
        return running;
    }

    /// Adds the next frame. If the frame cannot be created, it is skipped, and the page shows viewers that
    /// their data is old.
    private void add() throws InterruptedException {
        try {
            Frame frame = source.next(newest());
            synchronized (this) {
                frames.addLast(frame);
                if (frames.size() > KEPT_FRAMES) {
                    frames.removeFirst();
                }
                notifyAll();
            }
        } catch (TimeoutException e) {
            // The controller is too busy; the attempt in the next second may succeed.
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    private synchronized Optional<Frame> newest() {
        return Optional.ofNullable(frames.peekLast());
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
